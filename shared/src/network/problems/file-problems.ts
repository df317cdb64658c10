/** What can be wrong with the form of a file: its packing, encoding, size, columns and syntax. */
export const FILE_PROBLEMS = {
  EMPTY_FILE: {
    severity: 'error',
    why: 'The file has no rows.',
    fix: 'Export it again; a station file has a header and at least one row.',
  },
  BLANK_ROWS: {
    severity: 'error',
    why: 'The file consists of millions of empty lines.',
    fix: 'Export it again; a station file has hardly any.',
  },
  NOT_A_TABLE: {
    severity: 'error',
    why: 'The file is neither CSV nor one of the formats that can be read.',
    fix: 'Export the stations as CSV, JSON, GeoJSON or XLSX.',
  },
  UNKNOWN_FORMAT: {
    severity: 'error',
    why: 'The columns are not those of a known station file.',
    fix: 'Say which column is which; the answer is kept for files with the same header.',
  },
  TRUNCATED_FILE: {
    severity: 'error',
    why: 'The file ends in the middle.',
    fix: 'Download or copy it again.',
  },
  CORRUPT_FILE: {
    severity: 'error',
    why: 'The compressed file is damaged.',
    fix: 'Download or copy it again.',
  },
  HAS_FORMULAS: {
    severity: 'error',
    why: 'The workbook has formulas; only values can be imported.',
    fix: 'Copy the sheet and paste it as values, or save it as CSV.',
  },
  SHEETS_LEFT_OUT: {
    severity: 'warning',
    why: 'The workbook has several sheets; only the first is read.',
    fix: 'Move the stations to the first sheet, or import the others one by one.',
  },
  TOO_LARGE: {
    severity: 'error',
    why: 'The file is larger than this server reads.',
    fix: 'Split the file, or ask the administrator to raise the limit.',
  },
  TOO_COMPRESSED: {
    severity: 'error',
    why: 'The file grows far more when unpacked than a station file does.',
    fix: 'Unpack it yourself and look at what is in it.',
  },
  TOO_MANY_COLUMNS: {
    severity: 'error',
    why: 'The table has more columns than any station file.',
    fix: 'Export only the columns of the stations.',
  },
  TOO_MANY_ROWS: {
    severity: 'error',
    why: 'The file has more stations than are read at once.',
    fix: 'Split the file by state or network.',
  },
  TOO_MANY_PORTS: {
    severity: 'error',
    why: 'The file has more ports than are read at once.',
    fix: 'Look whether another column slipped into the numbers of ports, or split the file.',
  },
  TOO_MANY_ERRORS: {
    severity: 'error',
    why: 'So many rows have errors that the file is probably not what it seems.',
    fix: 'Look at the first errors: often a column has slipped, or a rule mends them all.',
  },
  ROW_TOO_LONG: {
    severity: 'error',
    why: 'A row does not end; often a quotation mark is missing.',
    fix: 'Look for an opening quotation mark without its closing one at this line.',
  },
  BAD_QUOTES: {
    severity: 'error',
    why: 'There is text after a closing quotation mark.',
    fix: 'Write a quotation mark inside a quoted field twice.',
  },
  WRONG_ENCODING: {
    severity: 'error',
    why: 'Some characters cannot be read: the text is not UTF-8, or mixes encodings.',
    fix: 'Save the file as UTF-8, or have it read as Windows-1252.',
  },
  UNPRINTABLE: {
    severity: 'error',
    why: 'The text has a character that is no text (NUL).',
    fix: 'Remove the character.',
  },
  JSON_DAMAGED: {
    severity: 'error',
    why: 'The JSON is damaged: a bracket, comma or quotation mark is missing or too many.',
    fix: 'Download the file again.',
  },
  JSON_SHAPE: {
    severity: 'error',
    why: 'A member of this object is missing or of another kind than the source describes.',
    fix: 'Compare the object with the documentation of its source.',
  },
  COLUMN_MISSING: {
    severity: 'error',
    why: 'A column that the stations need is missing.',
    fix: 'Export the file with this column.',
  },
  COLUMN_TWICE: {
    severity: 'error',
    why: 'Two columns have the same name.',
    fix: 'Remove or rename one of them.',
  },
  COLUMN_UNKNOWN: {
    severity: 'warning',
    why: 'This column is not known and is not imported.',
    fix: 'Nothing, if you do not need it; otherwise map it to a field.',
  },
  COLUMN_COUNT: {
    severity: 'error',
    why: 'The row has another number of cells than the header.',
    fix: 'Look for a missing quotation mark or an extra comma in this row.',
  },
} as const satisfies Record<string, { severity: 'error' | 'warning'; why: string; fix: string }>
