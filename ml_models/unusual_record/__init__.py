"""How unusual a record is among its like, from 0 to 1, with what makes it so. It says nothing about fraud."""
