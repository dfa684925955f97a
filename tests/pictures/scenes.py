"""What is pictured: whose app, which screen, how large, and in what look. The list is also what `docs/` holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from client.app import App
from client.theme import Mode, Spacing
from client.window.main_window import MainWindow
from tests.pictures import openings as o

DESKTOP, WIDE, UPRIGHT = (1280, 800), (1920, 1080), (800, 1280)


@dataclass(frozen=True)
class Scene:
    """One picture. ``open`` brings the window to what is shown and returns what is pictured: it, or a dialog.

    ``who`` is a role of the demo dealership; ``says`` describes the picture for those who do not see it.
    """

    name: str
    who: str
    says: str
    open: Callable[[App, MainWindow], QWidget]
    size: tuple[int, int] = DESKTOP
    mode: Mode = "light"
    scale: float = 1.0
    spacing: Spacing = "comfortable"


SCENES: tuple[Scene, ...] = (
    Scene("today-seller", "salesperson", "A salesperson's day: who to call, what is booked, what waits.", o.today),
    Scene("stock-cards", "salesperson", "The stock as cards with price and status, narrowed by facets.", o.stock),
    Scene("stock-dark", "salesperson", "The same stock at night, as a table.", o.stock_table, WIDE, "dark"),
    Scene("stock-tablet", "salesperson", "The stock on a tablet held upright.", o.stock, UPRIGHT),
    Scene("search", "salesperson", "A misspelt search finds the car all the same.", o.misspelt),
    Scene("vehicle", "salesperson", "A vehicle with its photos, price, facts and what can be done.", o.vehicle),
    Scene("compare", "salesperson", "Three cars beside each other.", o.compare),
    Scene("lead", "salesperson", "A lead with its score, the reasons for it, and the next step.", o.lead),
    Scene("pipeline", "salesperson", "The leads on a board by stage, with counts and sums.", o.pipeline),
    Scene("customer", "salesperson", "A customer with everything about them in one timeline.", o.customer),
    Scene("deal", "salesperson", "A deal: its money, what is paid, and how it came about.", o.deal, WIDE),
    Scene("test-drives", "salesperson", "The test drives of the week.", o.test_drives),
    Scene("wall", "salesperson", "The wall board of the showroom: what is out, and what comes.", o.wall, WIDE, "dark"),
    Scene("palette", "salesperson", "The command palette finds pages, actions and records.", o.palette),
    Scene("insights-sales", "sales_manager", "How sales go, live, each figure opening what it counts.", o.sales_board),
    Scene("sell", "salesperson", "Selling a car, with what it costs in words and figures.", o.sell),
    Scene("sync-centre", "salesperson", "What is safe on the hub, and what is only here.", o.sync_centre),
    Scene("settings-large", "salesperson", "Settings at 200 % text on a small tablet.", o.settings, UPRIGHT, scale=2.0),
    Scene("stock-large", "salesperson", "The stock at 200 % text: cards stack, nothing is cut.", o.stock, scale=2.0),
    Scene("today-contrast", "salesperson", "The day in high contrast.", o.today, mode="contrast"),
    Scene("today-office", "fleet_manager", "A fleet manager's day: what expires, which claims wait.", o.today),
    Scene("renewals", "fleet_manager", "Renewals in buckets, in the order to call.", o.renewals, WIDE),
    Scene("insights-policies", "fleet_manager", "What is insured, and until when.", o.policies_board),
    Scene("insights-claims", "fleet_manager", "What claims cost, and why.", o.claims_board, mode="dark"),
    Scene("policies", "fleet_manager", "Policies as cards, with when each expires.", o.policies),
    Scene("policy", "fleet_manager", "A policy with its cover, vehicles, drivers and instalments.", o.policy),
    Scene("claim", "fleet_manager", "A claim with its steps and figures.", o.claim, mode="dark"),
    Scene("policies-compact", "fleet_manager", "Policies as a compact table.", o.policy_table, WIDE, spacing="compact"),
    Scene("insurer-today", "insurer", "What the house shares with an insurer: their clerk's day.", o.today),
    Scene("insurer-claim", "insurer", "Their claim on a tablet: what is agreed, and nothing more.", o.claim, UPRIGHT),
    Scene("components", "salesperson", "The components of the design system.", o.components, (1280, 1600)),
    Scene("components-dark", "salesperson", "The same components, dark.", o.components, (1280, 1600), "dark"),
)
