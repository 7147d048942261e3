"""The shape of the index, step by step. Append only: a step that was released is never changed, because somebody's index stands on it.

`PRAGMA user_version` counts the steps that an index has taken. What is searched stands in a narrow table of its own, so that one or two characters, which a
trigram index can not find, are found by reading little. `key` is a run's time and place as one number (rows.key_of): it is the row id of every table, so that
the newest of anything, found words included, comes first without sorting.
"""

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE runs (
        run TEXT PRIMARY KEY,
        created TEXT NOT NULL,
        status TEXT NOT NULL,
        bytes INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE pictures (
        key INTEGER PRIMARY KEY,
        run TEXT NOT NULL,
        file TEXT NOT NULL,
        created TEXT NOT NULL,
        prompt TEXT NOT NULL,
        task TEXT NOT NULL,
        gateway TEXT NOT NULL,
        model TEXT NOT NULL,
        session TEXT NOT NULL,
        status TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        mime TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        seconds REAL NOT NULL,
        cost REAL,
        basis TEXT NOT NULL,
        parents TEXT NOT NULL,
        starred INTEGER NOT NULL,
        note TEXT NOT NULL,
        tags TEXT NOT NULL,
        deleted TEXT NOT NULL,
        recovered INTEGER NOT NULL,
        UNIQUE (run, file)
    );
    CREATE INDEX pictures_sha256 ON pictures (sha256);
    CREATE INDEX pictures_task ON pictures (task) WHERE deleted = '';
    CREATE INDEX pictures_gateway ON pictures (gateway) WHERE deleted = '';
    CREATE INDEX pictures_model ON pictures (model) WHERE deleted = '';
    CREATE INDEX pictures_session ON pictures (session) WHERE deleted = '' AND session <> '';
    CREATE INDEX pictures_starred ON pictures (starred) WHERE deleted = '' AND starred = 1;
    CREATE INDEX pictures_bin ON pictures (deleted) WHERE deleted <> '';

    CREATE TABLE needs (
        needed TEXT NOT NULL,
        run TEXT NOT NULL,
        PRIMARY KEY (needed, run)
    ) WITHOUT ROWID;
    CREATE INDEX needs_run ON needs (run);

    CREATE TABLE words (key INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE VIRTUAL TABLE found USING fts5 (text, content = 'words', content_rowid = 'key', tokenize = 'trigram', columnsize = 0);
    """,
)
