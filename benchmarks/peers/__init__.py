"""Tagboat beside what others use for the same: gitops-image-replacer and a script of PyGithub's.

`pygithub_script.py` and `timed.py` run in the environment of requirements/peers.txt, the rest in
Tagboat's own.
"""
