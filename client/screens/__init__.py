"""The screens, one file each. A new screen is its file and its line in this list."""

from __future__ import annotations

from client.screens.base import Screen
from client.screens.more import More
from client.screens.new_policy import NewPolicy
from client.screens.policies import Policies
from client.screens.policy import Policy
from client.screens.record_list import ListScreen
from client.screens.stock import Stock
from client.screens.today import Today
from client.screens.vehicle import Vehicle

SCREENS: tuple[type[Screen], ...] = (Today, Stock, Vehicle, Policies, Policy, NewPolicy, ListScreen, More)
