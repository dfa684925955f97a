"""The models as the app, the hub and a person at a terminal use them."""

import ml_models.boosting  # noqa: F401  # before any test imports scikit-learn: it sets how many threads that uses
