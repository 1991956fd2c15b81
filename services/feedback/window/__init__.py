"""The service window: visits rated with the code of a slip (`slips`) or at a kiosk that stands there (`kiosks`).

`rating`: what somebody says is checked, sealed to oversight, and told. See docs/decisions.
"""
