"""What the pages of payroll share."""
