"""The web shell of the three services: errors, sign-in, roles, language, health, metrics, logs, templates, assets."""
