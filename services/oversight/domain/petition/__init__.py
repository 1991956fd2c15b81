"""A petition (信访事项): its whole life, and the clocks that run meanwhile.

Begin with ``commands`` and ``events``; ``state`` folds the events; ``decide`` finds the rule, which stands in
``intake`` (whose matter is it), ``handling`` (who handles it, and the opinion), ``appeal`` (review and re-review),
``outcome`` (what follows) or ``clock``.
"""
