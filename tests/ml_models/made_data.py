"""Labelled tables made for tests, with effects that are known because they were put there."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np


def save(path: Path, columns: Mapping[str, Sequence[Any]]) -> Path:
    """Write columns as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def leads(rows: int = 600, seed: int = 0) -> dict[str, list[Any]]:
    """A dealer's export: test drives and budgets help, visits help when a car is in stock; age and id are there too."""
    random = np.random.default_rng(seed)
    source = random.choice(["walk-in", "website", "portal"], rows)
    test_drive = random.choice(["yes", "no"], rows)
    budget = random.normal(25_000, 8_000, rows).round()
    visits = random.integers(0, 8, rows)
    stock = random.choice(["in stock", "to order"], rows)
    logits = -1.2 + 1.6 * (test_drive == "yes") + 0.00004 * (budget - 25_000) + 0.35 * visits * (stock == "in stock")
    won = np.where(random.random(rows) < 1 / (1 + np.exp(-(logits - 0.6))), "won", "lost")
    budgets: list[Any] = budget.tolist()
    budgets[::17] = [""] * len(budgets[::17])
    return {
        "lead_id": list(range(1, rows + 1)),
        "source": source.tolist(),
        "test_drive_booked": test_drive.tolist(),
        "budget": budgets,
        "visits": visits.tolist(),
        "availability": stock.tolist(),
        "customer_age": random.integers(18, 80, rows).tolist(),
        "tenant": ["north"] * rows,
        "outcome": won.tolist(),
    }


def bank(rows: int = 900, seed: int = 0) -> dict[str, list[Any]]:
    """Sales calls with the columns of the bundled model, mobile phones and earlier buyers doing better."""
    random = np.random.default_rng(seed)
    contact = random.choice(["cellular", "telephone", "unknown"], rows)
    previous = random.poisson(0.4, rows)
    outcome = np.where(previous > 0, random.choice(["success", "failure", "other"], rows), "unknown")
    logits = -2.2 + 1.0 * (contact == "cellular") + 2.0 * (outcome == "success")
    return {
        "row": list(range(rows)),
        "age": random.integers(18, 90, rows).tolist(),
        "job": random.choice(["student", "services"], rows).tolist(),
        "contact": contact.tolist(),
        "month": random.choice(["jan", "mar", "may", "aug", "nov"], rows).tolist(),
        "day": random.integers(1, 32, rows).tolist(),
        "duration": random.integers(5, 2000, rows).tolist(),
        "campaign": random.integers(1, 9, rows).tolist(),
        "pdays": np.where(previous > 0, random.integers(30, 400, rows), -1).tolist(),
        "previous": previous.tolist(),
        "poutcome": outcome.tolist(),
        "housing": random.choice(["yes", "no"], rows).tolist(),
        "loan": random.choice(["yes", "no"], rows).tolist(),
        "default": random.choice(["yes", "no"], rows, p=[0.05, 0.95]).tolist(),
        "balance": random.normal(1200, 900, rows).round().tolist(),
        "y": np.where(random.random(rows) < 1 / (1 + np.exp(-logits)), "yes", "no").tolist(),
    }


def policies(rows: int = 1500, seed: int = 0) -> dict[str, list[Any]]:
    """Motor policies: young drivers and a high bonus-malus have more claims."""
    random = np.random.default_rng(seed)
    age = random.integers(18, 90, rows)
    bonus = np.where(random.random(rows) < 0.5, 50, random.integers(50, 130, rows))
    exposure = random.uniform(0.1, 1, rows).round(2)
    rate = 0.25 * np.exp(1.0 * (age < 25) + 0.02 * (bonus - 50))
    return {
        "IDpol": list(range(1, rows + 1)),
        "ClaimNb": random.poisson(rate * exposure).tolist(),
        "Exposure": exposure.tolist(),
        "VehPower": random.integers(4, 13, rows).tolist(),
        "VehAge": random.integers(0, 20, rows).tolist(),
        "DrivAge": age.tolist(),
        "BonusMalus": bonus.tolist(),
        "VehBrand": random.choice(["B1", "B2", "B12"], rows).tolist(),
        "VehGas": random.choice(["Diesel", "Regular"], rows).tolist(),
        "Density": random.integers(1, 20_000, rows).tolist(),
        "Region": random.choice(["R11", "R24", "R93"], rows).tolist(),
    }


def telematics(rows: int = 400, seed: int = 0) -> dict[str, list[Any]]:
    """Telematics scores, harsher driving having more claims."""
    random = np.random.default_rng(seed)
    braking, acceleration = random.integers(10, 100, rows), random.integers(10, 100, rows)
    chance = 1 / (1 + np.exp(2.0 - 0.02 * (braking - 50) - 0.01 * (acceleration - 50)))
    return {
        "Acceleration_Score": acceleration.tolist(),
        "Braking_Score": braking.tolist(),
        "Claim": np.where(random.random(rows) < chance, "yes", "no").tolist(),
    }


def claims(rows: int = 900, seed: int = 0) -> dict[str, list[Any]]:
    """Settled claims of another house: at fault on a young policy with no police report is often fraud; and persons."""
    random = np.random.default_rng(seed)
    fault = random.choice(["policy holder", "third party"], rows)
    days = random.integers(0, 365, rows)
    police = random.choice(["yes", "no"], rows)
    logits = -4.2 + 1.8 * (fault == "policy holder") + 1.6 * (days < 40) * (police == "no") + 1.0 * (police == "no")
    return {
        "ClaimNumber": list(range(1, rows + 1)),
        "Sex": random.choice(["male", "female"], rows).tolist(),
        "Age": random.integers(18, 80, rows).tolist(),
        "MaritalStatus": random.choice(["single", "married"], rows).tolist(),
        "State": random.choice(["north", "south"], rows).tolist(),
        "Fault": fault.tolist(),
        "PolicyDays": days.tolist(),
        "PoliceReport": police.tolist(),
        "FraudFound": np.where(random.random(rows) < 1 / (1 + np.exp(-logits)), 1, 0).tolist(),
    }


def renewals(rows: int = 900, seed: int = 0) -> dict[str, list[Any]]:
    """Renewals with the columns of the bundled model: who shall pay more, or more than elsewhere, lapses more often."""
    random = np.random.default_rng(seed)
    last = random.lognormal(5.8, 0.5, rows)
    change = np.where(random.random(rows) < 0.3, 1.0, random.normal(1.02, 0.1, rows))
    market = last * random.normal(1.0, 0.15, rows)
    offered = last * change
    logits = -2.0 + 9 * (change - 1) + 3 * (offered / market - 1)
    return {
        "lapse": (random.random(rows) < 1 / (1 + np.exp(-logits))).astype(int).tolist(),
        "polholder_age": random.integers(19, 85, rows).tolist(),
        "polholder_gender": random.choice(["Male", "Female"], rows).tolist(),
        "polholder_job": random.choice(["normal", "medical"], rows).tolist(),
        "polholder_BMCevol": random.choice(["stable", "down", "up"], rows).tolist(),
        "policy_age": random.integers(0, 12, rows).tolist(),
        "policy_nbcontract": random.integers(1, 5, rows).tolist(),
        "prem_final": offered.round(2).tolist(),
        "prem_freqperyear": random.choice(["1 per year", "4 per year"], rows).tolist(),
        "prem_last": last.round(2).tolist(),
        "prem_market": market.round(2).tolist(),
        "vehicl_age": random.integers(0, 19, rows).tolist(),
    }


def cars(rows: int = 700, seed: int = 0) -> dict[str, list[Any]]:
    """Priced vehicles: dearer makes, falling with age and mileage; tax is often blank."""
    random = np.random.default_rng(seed)
    make = random.choice(["North", "South", "West"], rows)
    model = random.choice(["One", "Two"], rows)
    year, mileage = random.integers(2008, 2021, rows), random.integers(500, 120_000, rows)
    worth = 10 + 0.4 * (make == "North") + 0.2 * (model == "Two") - 0.09 * (2020 - year) - 0.000004 * mileage
    tax: list[Any] = random.choice([20, 145], rows).tolist()
    tax[::3] = [""] * len(tax[::3])
    return {
        "make": make.tolist(), "model": model.tolist(), "year": year.tolist(),
        "price": np.exp(worth + random.normal(0, 0.08, rows)).round().tolist(),
        "transmission": random.choice(["Manual", "Semi-Auto"], rows).tolist(), "mileage": mileage.tolist(),
        "fuelType": random.choice(["Petrol", "Diesel"], rows).tolist(), "tax": tax,
        "engineSize": random.choice([1.0, 1.6, 2.0], rows).tolist(),
    }  # fmt: skip


def monthly_sales(series: int = 8, months: int = 72, seed: int = 0) -> dict[str, list[Any]]:
    """Sales by month of several makes: a level, a season, a little growth, and chance."""
    random = np.random.default_rng(seed)
    table: dict[str, list[Any]] = {"Year": [], "Month": [], "Make": [], "Quantity": []}
    for number in range(series):
        level, amplitude = random.uniform(60, 200), random.uniform(0.1, 0.4)
        for at in range(months):
            mean = level * (1 + 0.004 * at) * (1 + amplitude * np.sin(2 * np.pi * at / 12))
            for name, value in (
                ("Year", 2010 + at // 12), ("Month", at % 12 + 1), ("Make", f"Make {number}"),
                ("Quantity", int(random.poisson(mean))),
            ):  # fmt: skip
                table[name].append(value)
    return table
