"""What would have to be true for the target to be reached: the least joint move, and correlated optimism.

A surrogate learns from runs how every uncertain number moves the headline (:mod:`.surrogate`, on the draws of
:mod:`.learning`). Along its least joint move (:mod:`.moves`) runs find where the median reaches the target
(:mod:`.search`), and every draw moved a share of the way to the favourable ends says what the independence of the
ranges is worth (:mod:`.optimism`).
"""
