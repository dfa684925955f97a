"""Premiums tried out before anybody is asked to pay them, and what an underwriter is proposed to do. People decide."""
