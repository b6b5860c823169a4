"""Facts as pictures, for where people would rather look: PNG with an alternative text that says all of it.

Needs the extra `charts` (Pillow), which is imported only when a picture is made. `making.to_picture` is the door; each
kind has a module with its data (pure), its alternative text (pure) and its drawing on a `canvas`. A picture never
stands alone: every fact in it is in the alternative text, which goes with it as text, and both carry the safety line.
"""
