"""The record types, one file each. A new type is its file and its line in this list."""

from __future__ import annotations

from shared_models.records.activity import Activity
from shared_models.records.alarm_mark import AlarmMark
from shared_models.records.approval_answer import ApprovalAnswer
from shared_models.records.approval_request import ApprovalRequest
from shared_models.records.audit_entry import AuditEntry
from shared_models.records.case_approval import CaseApproval
from shared_models.records.case_closure import CaseClosure
from shared_models.records.claim import Claim
from shared_models.records.claim_decision import ClaimDecision
from shared_models.records.claim_review import ClaimReview
from shared_models.records.coaching import Coaching
from shared_models.records.consent import Consent
from shared_models.records.customer import Customer
from shared_models.records.dashboard import Dashboard
from shared_models.records.deposit import Deposit
from shared_models.records.discard import Discard
from shared_models.records.driver import Driver
from shared_models.records.handover import Handover
from shared_models.records.handover_answer import HandoverAnswer
from shared_models.records.hold import Hold
from shared_models.records.insurer import Insurer
from shared_models.records.lead import Lead
from shared_models.records.legal_hold import LegalHold
from shared_models.records.number_block import NumberBlock
from shared_models.records.payment import Payment
from shared_models.records.person import Person
from shared_models.records.plate_checkout import PlateCheckout
from shared_models.records.policy import Policy
from shared_models.records.price_decision import PriceDecision
from shared_models.records.redemption import Redemption
from shared_models.records.release import Release
from shared_models.records.risk_rule import RiskRule
from shared_models.records.sale import Sale
from shared_models.records.saved_search import SavedSearch
from shared_models.records.slot import Slot
from shared_models.records.store import Store
from shared_models.records.telematics_day import TelematicsDay
from shared_models.records.test_drive import TestDrive
from shared_models.records.underwriting_decision import UnderwritingDecision
from shared_models.records.vehicle import Vehicle
from shared_models.records.vehicle_cost import VehicleCost
from shared_models.schema import Record

RECORD_TYPES: dict[str, type[Record]] = {
    record_type.type_name(): record_type
    for record_type in (
        Vehicle, VehicleCost, Customer, Lead, Activity, TestDrive, Person, Store, Insurer, Driver, Policy, Claim,
        TelematicsDay, SavedSearch, Dashboard, Sale, Hold, Payment, ClaimDecision,
        Handover, HandoverAnswer, Discard, ApprovalRequest, ApprovalAnswer, AlarmMark,
        Deposit, Release, Slot, PlateCheckout, NumberBlock, Redemption, CaseApproval, CaseClosure,
        AuditEntry, Consent, LegalHold, ClaimReview, Coaching, RiskRule,
        UnderwritingDecision, PriceDecision,
    )
}  # fmt: skip
