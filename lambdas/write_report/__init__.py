"""The state WriteReport: report.json, and the page that is made from it."""
