//! The tables and indexes of a database, as far as plans speak of them.

/// What there is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Schema {
    /// Tables and views.
    pub(crate) tables: Vec<Table>,
    pub(crate) indexes: Vec<Index>,
}

#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// How many pages it takes, where that is asked.
    pub(crate) pages: u64,
}

#[derive(Debug, Clone)]
pub(crate) struct Index {
    pub(crate) table: String,
    pub(crate) name: String,
    /// Its columns in order; expressions are left out.
    pub(crate) columns: Vec<String>,
}

impl Schema {
    /// The table as it is called in the database.
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables_called(name).next()
    }

    /// The tables of this name, in all schemas.
    pub(crate) fn tables_called(&self, name: &str) -> impl Iterator<Item = &Table> {
        self.tables
            .iter()
            .filter(move |table| table.name.eq_ignore_ascii_case(name))
    }

    /// Whether an index of the table begins with one of the columns.
    pub(crate) fn has_index_on(&self, table: &str, columns: &[String]) -> bool {
        let first = |index: &Index| index.columns.first().cloned();
        self.indexes
            .iter()
            .filter(|index| index.table.eq_ignore_ascii_case(table))
            .filter_map(first)
            .any(|first| {
                columns
                    .iter()
                    .any(|column| column.eq_ignore_ascii_case(&first))
            })
    }

    /// Adds a column to an index; the columns of one index come one after the other.
    pub(crate) fn add(&mut self, table: String, name: String, column: Option<String>) {
        match self.indexes.last_mut() {
            Some(last) if last.name == name && last.table == table => last.columns.extend(column),
            _ => self.indexes.push(Index {
                table,
                name,
                columns: column.into_iter().collect(),
            }),
        }
    }

    /// The names of all indexes, each with its table.
    pub(crate) fn index_names(&self) -> Vec<(String, String)> {
        self.indexes
            .iter()
            .map(|index| (index.name.clone(), index.table.clone()))
            .collect()
    }
}
