"""A dealer group that does not exist, made from a seed: stores, people, stock, leads, policies and what happened to
them.

Makes, models, towns and insurers are real; everybody and everything else is made up. Telephone numbers come from the
ranges that regulators keep for films, mail addresses end in ``.example``. The same seed and day give the same records.
"""

from client.demo.dealership.generator import generate

__all__ = ["generate"]
