"""Insights: the dashboards of showroom and fleet office, live, narrowed by what is asked, arranged by the person."""

from __future__ import annotations
