"""The pages of pay runs, payslips and waterfalls."""
