"""A bad rating of a visit to the service window (差评), followed to its end.

Where the person left a contact, the office contacts first; then it reports what was put right, or why nothing had to
be; a second person confirms that or sends it back; then everybody reads it. The person may say that it is not put
right, which opens it once more.
"""
