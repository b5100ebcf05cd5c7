"""An account in one file: what it wrote, whom it knows and what it kept, in forms that others read (M11, Art. 20 GDPR).

`write.py` makes the file, `take_in.py` puts an account back from one; `shape.py` says what lies where, `tar.py` alone knows
the format of the container, `check.py` what of a stranger's file is believed.
"""
