"""What operators and curious readers do in chat besides asking: `/healthfacts`, the same on every platform.

A platform turns a command, press or filled form into a `Request` (`core/operating/panels.py`), a flow answers with a
`Panel`, a `Form` or an `Answer`, and the platform draws that. Flows know no platform.
"""
