"""Papers and files made on the device: lists as CSV, XLSX and PDF, record sheets, certificates, window stickers."""
