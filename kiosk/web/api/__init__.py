"""The API for other programs, `/api/v1` (docs/api.md): read only, JSON, described by itself."""
