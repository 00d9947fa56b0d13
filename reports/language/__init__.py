"""How sure, in words: likelihood, confidence, a chance beside what the runs showed, and the glossary they keep to."""
