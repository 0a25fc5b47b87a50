"""Where everything is kept in the two buckets."""

from lambdas.contract.names import job_name_prefix, stem, team_of

ALIASES_PREFIX = "aliases/"
"""The aliases of record live below this prefix of the artifacts bucket; one role writes it."""

PRICES_PREFIX = "prices/"
"""Dated price files, in the artifacts bucket; the price keeper writes them."""
CURRENT_PRICES_KEY = f"{PRICES_PREFIX}current.json"
"""The newest of them, which runs read."""

PLAN_FILE = "plan.json"
"""What a run will do, in its folder of the artifacts bucket."""

EVALUATION_FOLDER = "evaluation/"
"""Everything that an evaluation asks and finds, in a run's folder of the artifacts bucket."""
EVALUATION_MANIFEST = f"{EVALUATION_FOLDER}manifest.jsonl"
"""The batches of an evaluation, one a line."""

MANIFEST = "manifest.json"
"""The file beside a prepared dataset that says how it came about."""

CONTROL_PREFIX = "control/"
"""Task tokens live below this prefix of the artifacts bucket, and nothing else does."""
APPROVALS_PREFIX = f"{CONTROL_PREFIX}approvals/"
"""Where the plans of every team wait and are answered, in the artifacts bucket."""


def team_prefix(team: str) -> str:
    """Where a team keeps its datasets, in the data bucket."""
    return f"teams/{team}/"


def runs_prefix(team: str) -> str:
    """Where a team's runs keep their inputs (data bucket) and results (artifacts bucket)."""
    return f"runs/{team}/"


def run_prefix(team: str, run_id: str) -> str:
    """One run's folder below `runs_prefix`."""
    return f"{runs_prefix(team)}{stem(run_id)}/"


def input_prefix(team: str, run_id: str) -> str:
    """The exact objects a run trains on, in the data bucket."""
    return f"{run_prefix(team, run_id)}input/"


def training_prefix(team: str, run_id: str) -> str:
    """What Bedrock writes while it trains, in the artifacts bucket."""
    return f"{run_prefix(team, run_id)}training/"


def report_key(team: str, run_id: str, file_name: str) -> str:
    """A file of a run's report, in the artifacts bucket."""
    return f"{run_prefix(team, run_id)}report/{file_name}"


def trial_key(team: str, run_id: str) -> str:
    """What the deployed model answered to one prompt, in the artifacts bucket."""
    return f"{run_prefix(team, run_id)}trial.json"


def evaluation_prefix(team: str, run_id: str) -> str:
    """Everything that an evaluation asks and finds, in the artifacts bucket."""
    return f"{run_prefix(team, run_id)}{EVALUATION_FOLDER}"


def evaluation_manifest_key(team: str, run_id: str) -> str:
    """The batches of an evaluation, one a line."""
    return f"{run_prefix(team, run_id)}{EVALUATION_MANIFEST}"


def every_evaluation_manifest() -> str:
    """The pattern of the manifests of all runs of all teams."""
    return f"{runs_prefix('*')}*/{EVALUATION_MANIFEST}"


def questions_key(team: str, run_id: str, what: str, number: int) -> str:
    """A batch of what is asked, one question a line; numbers start at 1."""
    return f"{evaluation_prefix(team, run_id)}batches/{what}/{number:05}.jsonl"


def vectors_key(team: str, run_id: str, what: str, number: int) -> str:
    """The vectors of some texts, and what they took; numbers start at 1."""
    return f"{evaluation_prefix(team, run_id)}embeddings/{what}/{number:05}.msgpack"


def embedding_key(team: str, run_id: str) -> str:
    """What all vectors of an evaluation took."""
    return f"{evaluation_prefix(team, run_id)}embeddings/used.json"


def answers_prefix(team: str, run_id: str) -> str:
    """Everything that was answered to the questions of an evaluation."""
    return f"{evaluation_prefix(team, run_id)}answers/"


def answers_key(team: str, run_id: str, question_set: str, arm: str, number: int) -> str:
    """What one side answered to a batch, one answer a line."""
    return f"{answers_prefix(team, run_id)}{question_set}/{arm}/{number:05}.jsonl"


def evaluation_key(team: str, run_id: str) -> str:
    """What came out of an evaluation."""
    return f"{evaluation_prefix(team, run_id)}evaluation.json"


def used_set_key(team: str, sha256: str) -> str:
    """Which runs a test set has decided, in the artifacts bucket; a set is known by its content."""
    return f"{runs_prefix(team)}test-sets/{sha256}.json"


def aliases_prefix(team: str) -> str:
    """Where a team's aliases of record are, in the artifacts bucket."""
    return f"{ALIASES_PREFIX}{team}/"


def alias_key(team: str, alias: str) -> str:
    """The alias of record."""
    return f"{aliases_prefix(team)}{alias}.json"


def job_tokens_prefix(environment: str) -> str:
    """How the places of the tokens begin that wait for jobs; approvals lie elsewhere."""
    return f"{CONTROL_PREFIX}{job_name_prefix(environment)}"


def control_key(job_name: str) -> str:
    """The object that holds the task token of whoever waits for a job."""
    return f"{CONTROL_PREFIX}{job_name}.json"


def approval_key(run_id: str) -> str:
    """The plan that waits for an answer, with its token, in the control prefix."""
    return f"{approvals_prefix(team_of(run_id))}{stem(run_id)}.json"


def approval_answer_key(run_id: str) -> str:
    """The answer to a run's plan, in the control prefix."""
    return f"{approvals_prefix(team_of(run_id))}{stem(run_id)}.answer.json"


def approvals_prefix(team: str) -> str:
    """Where the plans of a team wait and are answered, in the control prefix."""
    return f"{APPROVALS_PREFIX}{team}/"


def prepared_prefix(team: str) -> str:
    """Where prepared datasets are written, in the data bucket; nothing there is overwritten."""
    return f"{team_prefix(team)}prepared/"


def prepared_folder(team: str, name: str, version: str) -> str:
    """One version of a prepared dataset, below `prepared_prefix`."""
    return f"{prepared_prefix(team)}{name}/{version}/"


def prepared_file(subset: str) -> str:
    """The file of one set of a prepared dataset."""
    return f"{subset}.jsonl"


def plan_key(team: str, run_id: str) -> str:
    """What a run will do, in the artifacts bucket."""
    return f"{run_prefix(team, run_id)}{PLAN_FILE}"
