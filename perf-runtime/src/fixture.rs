//! Fixtures: the parameters of an annotated function, found by type.

use std::any::TypeId;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

pub use body::{load_body, perf_body};
pub(crate) use of_all::OfAll;

use crate::faults::Injector;
use crate::outcome::with_causes;
use crate::perf::Perf;
use crate::size::Size;

mod body;
mod of_all;

/// A type that an annotated function may take as a parameter.
///
/// A fixture is set up outside of the measurement: once for a `#[perf]` case (again when a time
/// has to be measured again), once for each user of a `#[load]` case. Every run of the body gets a
/// clone of it, so keep what is large behind an [`Arc`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a fixture",
    label = "a parameter of a perf test must implement `perf_runtime::Fixture`",
    note = "ready-made: `SqlitePool`, `SqliteConnectOptions`, `PgPool`, `PgConnectOptions`, `MySqlPool`, `MySqlConnectOptions`, `Perf`, `Faults`, `User`, `Iteration`",
    note = "for a type of your own: `impl perf_runtime::Fixture for {Self} {{ async fn set_up(cx: &perf_runtime::Context) -> .. }}`"
)]
pub trait Fixture: Clone + Send + Sync + 'static {
    /// Makes the value.
    fn set_up(cx: &Context) -> impl Future<Output = Result<Self, SetUpError>> + Send;

    /// The value for one run of the body; a clone unless it depends on the run.
    #[must_use]
    fn for_iteration(&self, iteration: &Iteration) -> Self {
        let _ = iteration;
        self.clone()
    }
}

/// What a fixture may ask while it is set up.
#[derive(Clone)]
pub struct Context {
    shared: Arc<Shared>,
    user: User,
}

/// What all fixtures of one run of a case share.
pub(crate) struct Shared {
    pub(crate) case: &'static crate::case::Case,
    pub(crate) databases: crate::database::Databases,
    pub(crate) perf: Perf,
    /// Dropped before the databases are.
    pub(crate) of_all: OfAll,
    size: Option<Size>,
    size_is_taken: AtomicBool,
    /// There where the case has faults, from before the first fixture on.
    faults: OnceLock<Arc<Injector>>,
}

impl Shared {
    pub(crate) fn new(case: &'static crate::case::Case, size: Option<Size>, perf: Perf) -> Self {
        Self {
            case,
            databases: crate::database::Databases::new(case).of_size(size),
            perf,
            of_all: OfAll::default(),
            size,
            size_is_taken: AtomicBool::new(false),
            faults: OnceLock::new(),
        }
    }

    /// What decides about the statements of the case; nothing where they go straight to the database.
    pub(crate) fn faults(&self) -> Option<&Arc<Injector>> {
        self.faults.get()
    }

    /// Faults begin, with the body.
    pub(crate) fn begin_faults(&self) {
        if let Some(faults) = self.faults() {
            faults.begin();
        }
    }

    /// They end, with the body.
    pub(crate) fn end_faults(&self) {
        if let Some(faults) = self.faults() {
            faults.end();
        }
    }

    /// Why faults that are asked for could hit nothing.
    pub(crate) fn check_faults(&self) -> Result<(), String> {
        if self.faults().is_none() || !self.databases.engines().is_empty() {
            return Ok(());
        }
        Err("faults need a database of the case's own: take its pool or its connect options as a parameter, as in \
             `db: SqlitePool`"
            .to_owned())
    }

    /// Makes it, where the attribute or a parameter asks for it; before the databases are made.
    fn prepare_faults(&self, is_parameter: bool) {
        let written = self.case.options.fault_plan();
        if is_parameter || written.is_some() {
            self.faults
                .get_or_init(|| Arc::new(Injector::new(written, self.perf.clone())));
        }
    }

    /// The size for a fixture that asks for it.
    pub(crate) fn size(&self) -> Option<Size> {
        self.size_is_taken.store(true, Ordering::Relaxed);
        self.size
    }

    /// Whether a fixture asked for the size.
    pub(crate) fn size_is_taken(&self) -> bool {
        self.size_is_taken.load(Ordering::Relaxed)
    }
}

impl Context {
    pub(crate) fn new(shared: Arc<Shared>, user: User) -> Self {
        Self { shared, user }
    }

    /// Another fixture, to build this one on. Within one case all pools are of the same database.
    pub async fn fixture<F: Fixture>(&self) -> Result<F, SetUpError> {
        F::set_up(self).await
    }

    /// The same, but one for all users of a `#[load]` case: a server, a cache, whatever they meet in. The first who asks
    /// sets it up, and each gets a clone.
    ///
    /// ```
    /// # use std::sync::{Arc, atomic::AtomicU64};
    /// # use perf_runtime::{Context, Fixture, SetUpError};
    /// # #[derive(Clone, Default)]
    /// # struct Counter(Arc<AtomicU64>);
    /// # impl Fixture for Counter {
    /// #     async fn set_up(_: &Context) -> Result<Self, SetUpError> {
    /// #         Ok(Self::default())
    /// #     }
    /// # }
    /// #[derive(Clone)]
    /// struct Visitor {
    ///     counted: Counter,
    /// }
    ///
    /// impl Fixture for Visitor {
    ///     async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
    ///         let counted = cx.fixture_of_all().await?;
    ///         Ok(Self { counted })
    ///     }
    /// }
    /// ```
    pub async fn fixture_of_all<F: Fixture>(&self) -> Result<F, SetUpError> {
        self.shared.of_all.get(self).await
    }

    /// The user for whom the fixture is made; always the first one under `#[perf]`.
    pub fn user(&self) -> User {
        self.user
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("case", &self.shared.case.name)
            .field("user", &self.user)
            .finish()
    }
}

/// Why a fixture could not be made: an error, or the reason to skip the case.
#[derive(Debug)]
pub struct SetUpError {
    pub(crate) kind: SetUpErrorKind,
    pub(crate) message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetUpErrorKind {
    Failed,
    Skipped,
}

impl SetUpError {
    /// The fixture failed, and so does the case.
    pub fn failed(message: impl fmt::Display) -> Self {
        Self {
            kind: SetUpErrorKind::Failed,
            message: message.to_string(),
        }
    }

    /// The case cannot run here, for this reason; it is shown as skipped.
    pub fn skip(reason: impl fmt::Display) -> Self {
        Self {
            kind: SetUpErrorKind::Skipped,
            message: reason.to_string(),
        }
    }

    /// Says which parameter it was.
    pub(crate) fn of(mut self, parameter: &str) -> Self {
        if self.kind == SetUpErrorKind::Failed {
            self.message = format!("fixture `{parameter}`: {}", self.message);
        }
        self
    }
}

// As in anyhow: possible because `SetUpError` itself is no `Error`.
impl<E: std::error::Error> From<E> for SetUpError {
    fn from(error: E) -> Self {
        Self::failed(with_causes(&error))
    }
}

/// Which of the users of a `#[load]` case this is, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct User {
    /// The user's number, from 0.
    pub index: u64,
}

impl Fixture for User {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        Ok(cx.user())
    }
}

/// Which run of the body this is: a different one each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Iteration {
    /// The user that runs it.
    pub user: User,
    /// Counted from 0 for each user, warm-up included.
    pub index: u64,
    /// Different for every run of the body within a case, over all users and the warm-up: good
    /// for names that must be unique.
    pub unique: u64,
}

impl Fixture for Iteration {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        Ok(Self {
            user: cx.user(),
            index: 0,
            unique: 0,
        })
    }

    fn for_iteration(&self, iteration: &Iteration) -> Self {
        *iteration
    }
}

/// The parameters of a function: a tuple of fixtures.
#[doc(hidden)]
pub trait Fixtures: Clone + Send + Sync + 'static {
    /// Sets them up in order.
    fn set_up(
        cx: &Context,
        names: &'static [&'static str],
    ) -> impl Future<Output = Result<Self, SetUpError>> + Send;

    /// The values for one run.
    #[must_use]
    fn for_iteration(&self, iteration: &Iteration) -> Self;

    /// Whether one of them is of this type.
    fn has<T: 'static>() -> bool;
}

macro_rules! tuples {
    ($($name:ident $index:tt),*) => {
        impl<$($name: Fixture),*> Fixtures for ($($name,)*) {
            #[allow(unused_variables, clippy::unused_unit, reason = "for no parameters at all")]
            async fn set_up(cx: &Context, names: &'static [&'static str]) -> Result<Self, SetUpError> {
                Ok(($($name::set_up(cx).await.map_err(|error| error.of(names[$index]))?,)*))
            }

            #[allow(unused_variables, clippy::unused_unit, reason = "for no parameters at all")]
            fn for_iteration(&self, iteration: &Iteration) -> Self {
                ($(self.$index.for_iteration(iteration),)*)
            }

            fn has<T: 'static>() -> bool {
                let all: &[TypeId] = &[$(TypeId::of::<$name>()),*];
                all.contains(&TypeId::of::<T>())
            }
        }
    };
}

tuples!();
tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
