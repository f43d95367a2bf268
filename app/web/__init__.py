"""The doors over HTTP: webhooks, the API, pages, sound, health."""
