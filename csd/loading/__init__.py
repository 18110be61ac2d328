"""Loading a company folder (docs/formats.md): declared files, streamed into staging tables, checked as sets, all or nothing.

registry   which files there are: apps declare FileSpecs (their loading.py) and register them
specs      FileSpec, Column and the rules that say which months a row belongs to
kinds      how cells of a kind are read, quickly; numbers, known: parts of it
folder     which files of a folder are meant; sources, sheets: their rows, from CSV and XLSX
parsing    rows to the text COPY takes, with every error of every cell
staging    one temporary table per file
matching   which staged rows are in the database already, unchanged or changed
checking   duplicates, other values, approved months
locking    one load at a time; months locked against starting and approving
writing    staged rows into the tables
services   load_company: all of it in one transaction
"""
