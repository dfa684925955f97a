"""The screens, one file each. A new screen is its file and its line in this list."""

from __future__ import annotations

from client.screens.about import About
from client.screens.accessibility_report import AccessibilityReport
from client.screens.alarms import Alarms
from client.screens.assistant import Assistant
from client.screens.backups import BackupsScreen
from client.screens.base import Screen
from client.screens.case import Case
from client.screens.cases import Cases
from client.screens.claim import Claim
from client.screens.claim_queue import ClaimQueue
from client.screens.compare import Compare
from client.screens.counted import CountedRecords
from client.screens.customer import Customer
from client.screens.deal import Deal
from client.screens.devices import DevicesScreen
from client.screens.drill_report import DrillReport
from client.screens.fairness import FairnessScreen
from client.screens.film import FilmScreen
from client.screens.help import Help
from client.screens.hub_audit import HubAudit
from client.screens.import_screen import ImportScreen
from client.screens.insights import Insights
from client.screens.lead import Lead
from client.screens.mend import MendScreen
from client.screens.model_health import ModelHealth
from client.screens.more import More
from client.screens.new_claim import NewClaim
from client.screens.new_policy import NewPolicy
from client.screens.performance import Performance
from client.screens.pipeline import Pipeline
from client.screens.plates import Plates
from client.screens.policy import Policy
from client.screens.premium import Premium
from client.screens.premiums import Premiums
from client.screens.prices import Prices
from client.screens.readiness import ReadinessScreen
from client.screens.record_form import NewScreen
from client.screens.record_list import ListScreen
from client.screens.record_page import RecordScreen
from client.screens.renewals import Renewals
from client.screens.rewards import Rewards
from client.screens.risk import Risk
from client.screens.settings import Settings
from client.screens.stock import Stock
from client.screens.sync_centre import SyncCentre
from client.screens.test_drive import TestDrive
from client.screens.test_drives import TestDrives
from client.screens.today import Today
from client.screens.underwriting_queue import UnderwritingQueueScreen
from client.screens.vehicle import Vehicle
from client.screens.wall import Wall
from client.screens.what_i_did import WhatIDid

SCREENS: tuple[type[Screen], ...] = (
    Today, Stock, Compare, Cases, Case, Vehicle, Lead, TestDrives, TestDrive, Policy, NewPolicy, Claim, NewClaim,
    ListScreen, RecordScreen, NewScreen, ImportScreen, SyncCentre, MendScreen, Alarms, More, Settings, About, WhatIDid,
    DevicesScreen, BackupsScreen, AccessibilityReport, ReadinessScreen, DrillReport, Plates, Rewards, Pipeline,
    Renewals, Wall, Help, Insights, CountedRecords, Customer, Deal, Performance, ModelHealth, Assistant,
    Risk, ClaimQueue, FairnessScreen, Premium, Premiums, Prices, HubAudit, FilmScreen, UnderwritingQueueScreen,
)  # fmt: skip
