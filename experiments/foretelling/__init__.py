"""Do process KPIs lead impact? Partnerships of many runs, followed; and a real one beside them."""
