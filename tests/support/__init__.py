"""What several rooms' tests share: real processes, and whatever else drives the product from outside."""
