"""Oversight, 阳光维权: a complaint gets an owner and a clock; what goes wrong becomes a finding and is made public.

Tells: survey rounds opened and closed, that a village's petition is registered, what became of bad ratings, circulars
issued, seal keys offered to a village.
Listens to: petitions filed, ballots cast, visits rated and publications posted at the villages; what disclosure
publishes, withdraws, and finds overdue.
"""
