"""Protocols of bargaining other than the default, one a file: which of the blocks that help both a pair agrees on."""
