"""Tests: statements about the subject."""
