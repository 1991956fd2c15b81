"""Answers to surveys, from the code on a slip to the sealed handful that leaves the village.

`codes`: single-use survey codes. `giving`: an answer is checked, its code spent, and the sealed ballot put into the
box through the slot of the `letterbox`. `paper`: the same for questionnaires filled in by hand. `box`: what lies in it.
`casting`: what is taken out, at random. Beside the log, because the log has an order: see docs/decisions/0044.
"""
