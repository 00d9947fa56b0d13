"""What the world is: parameters, state, rules, ledger, random draws and the Mesa face."""
