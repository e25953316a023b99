-- A memory of malmoi: what each table and column holds. Texts are kept as they
-- came, byte for byte; '' means "not said". Ids are given by malmoi inside the
-- transaction that puts the row, grow within a kind, and are never used again:
-- history and the derived indexes name rows by them.
--
-- There is no index on the texts of units (it would cut import to a third);
-- they are looked up through the derived index beside the memory.
--
-- Columns `more` hold lists in a compact form (src/store/pack.c), NULL when
-- all of them are empty.

-- Single values: identity, key_version, generation, and the last id given of
-- each kind (last_unit, last_concept, last_document, last_pairing, last_change).
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- ---- history ----

-- One row for each change; an import has one, however many commits it took.
CREATE TABLE change (
  number     INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL,               -- align, import, add, edit, undo, ...
  who        TEXT NOT NULL,
  what       TEXT NOT NULL,               -- "memory.tmx", "term 12"
  at         TEXT NOT NULL,               -- ISO 8601, UTC
  rows       INTEGER NOT NULL DEFAULT 0,  -- units and concepts it touched
  generation INTEGER NOT NULL DEFAULT 0,  -- of its last commit
  open       INTEGER NOT NULL DEFAULT 0,  -- 1: an import not at its end
  content    INTEGER NOT NULL DEFAULT 0,  -- of an import: hash of the file
  done       INTEGER NOT NULL DEFAULT 0,  -- of an import: items committed
  undoes     INTEGER,                     -- of an undo: the change taken back
  undone_by  INTEGER                      -- the undo in force, if any
) STRICT;
CREATE INDEX change_generation ON change (generation);

-- Ids of `kind` from `first` to `last` that a change made new: what is new
-- costs no history row of its own.
CREATE TABLE span (
  kind   INTEGER NOT NULL,                -- 0 unit, 1 concept, 2 document, 3 pairing
  first  INTEGER NOT NULL,
  last   INTEGER NOT NULL,
  change INTEGER NOT NULL,
  PRIMARY KEY (kind, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX span_change ON span (change);

-- What a change replaced, removed or brought back: the row as it was before,
-- whole, with all that hangs on it; NULL when it was not there.
CREATE TABLE past (
  id     INTEGER PRIMARY KEY,
  change INTEGER NOT NULL,
  kind   INTEGER NOT NULL,
  row    INTEGER NOT NULL,
  before BLOB
) STRICT;
CREATE UNIQUE INDEX past_row ON past (kind, row, change);
CREATE INDEX past_change ON past (change);

-- Ids that were given, committed, and taken away without trace: by an import
-- that failed. Derived indexes may have seen them.
CREATE TABLE gap (
  generation INTEGER NOT NULL,            -- at which they went
  kind       INTEGER NOT NULL,
  first      INTEGER NOT NULL,
  last       INTEGER NOT NULL,
  PRIMARY KEY (generation, kind, first)
) STRICT, WITHOUT ROWID;

-- ---- units ----

CREATE TABLE unit (
  id          INTEGER PRIMARY KEY,
  change      INTEGER NOT NULL,           -- last one that touched it; no foreign
                                          -- key, since changes stay for ever
  name        TEXT NOT NULL,              -- id in the file it came from
  source_lang TEXT NOT NULL,
  project     TEXT NOT NULL,
  client      TEXT NOT NULL,
  field       TEXT NOT NULL,
  status      TEXT NOT NULL,
  document    TEXT NOT NULL,
  created_by  TEXT NOT NULL,
  changed_by  TEXT NOT NULL,
  created     TEXT NOT NULL,
  changed     TEXT NOT NULL,
  score       REAL NOT NULL,              -- posterior of its bead; 0 unknown
  more        BLOB                        -- props, notes
) STRICT;

CREATE TABLE variant (
  unit  INTEGER NOT NULL REFERENCES unit ON DELETE CASCADE,
  place INTEGER NOT NULL,                 -- from 0, as they came
  lang  TEXT NOT NULL,                    -- BCP 47, as it came
  text  TEXT NOT NULL,                    -- inline codes taken out
  more  BLOB,                             -- codes, props, notes, stamp
  PRIMARY KEY (unit, place)
) STRICT, WITHOUT ROWID;

-- ---- concepts ----

CREATE TABLE concept (
  id                INTEGER PRIMARY KEY,
  change            INTEGER NOT NULL,
  name              TEXT NOT NULL,        -- id in the file it came from
  kind              INTEGER NOT NULL,     -- mm_kind
  review            INTEGER NOT NULL,     -- 0 proposed, 1 approved, 2 rejected
  confidence        REAL NOT NULL,        -- of a proposed one
  frequency         INTEGER NOT NULL,     -- beads behind it
  definition        TEXT NOT NULL,
  definition_source TEXT NOT NULL,
  field             TEXT NOT NULL,
  project           TEXT NOT NULL,
  client            TEXT NOT NULL,
  created_by        TEXT NOT NULL,
  changed_by        TEXT NOT NULL,
  created           TEXT NOT NULL,
  changed           TEXT NOT NULL,
  more              BLOB                  -- props, notes
) STRICT;
CREATE INDEX concept_review ON concept (review);

CREATE TABLE section (
  concept           INTEGER NOT NULL REFERENCES concept ON DELETE CASCADE,
  place             INTEGER NOT NULL,
  lang              TEXT NOT NULL,
  definition        TEXT NOT NULL,
  definition_source TEXT NOT NULL,
  more              BLOB,                 -- props, notes
  PRIMARY KEY (concept, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE term (
  concept INTEGER NOT NULL,
  section INTEGER NOT NULL,               -- place of its section
  place   INTEGER NOT NULL,
  lang    TEXT NOT NULL,                  -- of its section, for the index
  key     INTEGER NOT NULL,               -- hash of mm_key_tight(text), made
                                          -- under meta.key_version
  text    TEXT NOT NULL,
  status  INTEGER NOT NULL,               -- mm_term_status
  type    TEXT NOT NULL,
  pos     TEXT NOT NULL,                  -- part of speech
  hanja   TEXT NOT NULL,
  source  TEXT NOT NULL,
  more    BLOB,                           -- notes, contexts, props, stamp
  PRIMARY KEY (concept, section, place),
  FOREIGN KEY (concept, section) REFERENCES section ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX term_key ON term (key, lang);

-- The pairs of forms a concept was proposed under, by which it is known again
-- when a person has corrected its terms since. A row without languages says
-- that it is proposed as more terms of another concept: `a` is its id.
CREATE TABLE proposal (
  concept INTEGER NOT NULL REFERENCES concept ON DELETE CASCADE,
  lang_a  TEXT NOT NULL,
  a       TEXT NOT NULL,
  lang_b  TEXT NOT NULL,
  b       TEXT NOT NULL,
  key     INTEGER NOT NULL                -- of both, as term.key
) STRICT;
CREATE UNIQUE INDEX proposal_pair ON proposal (concept, key);
CREATE INDEX proposal_key ON proposal (key);

-- ---- documents ----

-- One version of a document; a new text is a new row.
CREATE TABLE document (
  id         INTEGER PRIMARY KEY,
  change     INTEGER NOT NULL,
  name       TEXT NOT NULL,
  lang       TEXT NOT NULL,
  project    TEXT NOT NULL,
  hash       INTEGER NOT NULL,            -- of its segments, bounds included
  structured INTEGER NOT NULL             -- 1: paragraphs and kinds are known
) STRICT;
CREATE INDEX document_name ON document (name);
CREATE INDEX document_hash ON document (hash);

CREATE TABLE segment (
  document  INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
  number    INTEGER NOT NULL,             -- from 0
  paragraph INTEGER NOT NULL,             -- from 0
  kind      INTEGER NOT NULL,             -- mm_segment_kind
  start     INTEGER NOT NULL,             -- bytes into the document's text
  text      TEXT NOT NULL,
  PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

-- Two versions of documents, aligned; `a` is the source.
CREATE TABLE pairing (
  id        INTEGER PRIMARY KEY,
  change    INTEGER NOT NULL,
  a         INTEGER NOT NULL REFERENCES document DEFERRABLE INITIALLY DEFERRED,
  b         INTEGER NOT NULL REFERENCES document DEFERRABLE INITIALLY DEFERRED,
  explained REAL NOT NULL,                -- share of tokens, 0..1
  evidence  REAL NOT NULL                 -- nats a bead
) STRICT;
CREATE INDEX pairing_a ON pairing (a);
CREATE INDEX pairing_b ON pairing (b);

CREATE TABLE bead (
  pairing INTEGER NOT NULL REFERENCES pairing ON DELETE CASCADE,
  number  INTEGER NOT NULL,               -- from 0, in reading order
  a_first INTEGER NOT NULL,               -- segments of a and b
  a_n     INTEGER NOT NULL,
  b_first INTEGER NOT NULL,
  b_n     INTEGER NOT NULL,
  score   REAL NOT NULL,                  -- posterior, 0..1
  flags   INTEGER NOT NULL,
  unit    INTEGER NOT NULL,               -- made of it; 0 none. It may be gone
  PRIMARY KEY (pairing, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX bead_unit ON bead (unit) WHERE unit > 0;

-- Why a concept was proposed: one clue at one place. It goes with its pairing,
-- so that a term met in ten thousand documents is not written anew with each.
CREATE TABLE evidence (
  pairing   INTEGER NOT NULL REFERENCES pairing ON DELETE CASCADE
            DEFERRABLE INITIALLY DEFERRED,
  place     INTEGER NOT NULL,             -- from 0, as it was put
  concept   INTEGER NOT NULL REFERENCES concept ON DELETE CASCADE
            DEFERRABLE INITIALLY DEFERRED,
  clue      TEXT NOT NULL,
  weight    REAL NOT NULL,                -- nats
  a_segment INTEGER NOT NULL,
  a_start   INTEGER NOT NULL,             -- bytes into the segment
  a_end     INTEGER NOT NULL,
  b_segment INTEGER NOT NULL,
  b_start   INTEGER NOT NULL,
  b_end     INTEGER NOT NULL,
  PRIMARY KEY (pairing, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_concept ON evidence (concept, pairing);
