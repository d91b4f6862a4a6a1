"""The case file: findings grouped, jurisdiction, deadlines, sharing, acts (grows with its own work)."""
