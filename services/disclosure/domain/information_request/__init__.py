"""A request for information (依申请公开): its whole life, and the clocks that run meanwhile.

Open Government Information Regulations as revised in 2019 (政府信息公开条例), Art. 27 to 40. Begin with ``commands``
and ``events``; ``state`` folds the events; ``decide`` finds the rule, which stands in ``handling`` (whose it is,
correction, consultation, extension), ``answering`` (the answer and what follows) or ``clock``.
"""
