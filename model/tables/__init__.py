"""Small operations on the tables of state that several rules share."""
