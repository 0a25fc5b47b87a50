"""A planned and trained run, and losses to judge."""

from collections.abc import Sequence

from lambdas.analyze_training.losses import Losses
from lambdas.analyze_training.training import training_of
from lambdas.contract.money import CostEstimate, Price
from lambdas.contract.report import Training
from lambdas.contract.run import DatasetFacts, Plan, PlannedModel, Run, TrainedModel

STEPS = 10
"""Steps an epoch of the samples has."""

RUN = Run(run_id="demo_run-1", team="demo", environment="dev")

TRAINING_DATA = DatasetFacts(
    source_key="teams/demo/datasets/faq.jsonl",
    source_version_id="v-1",
    uri="s3://data/runs/demo/x/input/training.jsonl",
    records=1200,
    size_bytes=3_456_789,
    characters=2_400_001,
    sha256="ab" * 32,
    estimated_tokens=400_001,
    cautious_tokens=800_001,
)

VALIDATION_DATA = DatasetFacts(
    source_key="teams/demo/datasets/held-out.jsonl",
    source_version_id="v-2",
    uri="s3://data/runs/demo/x/input/validation.jsonl",
    records=150,
    size_bytes=45_678,
    characters=30_007,
    sha256="cd" * 32,
    estimated_tokens=5002,
    cautious_tokens=10_003,
)

PLAN = Plan(
    run=RUN,
    model=PlannedModel(
        name="nova-micro", title="Amazon Nova Micro", customization_id="amazon.nova-micro-v1:0:128k"
    ),
    hyperparameters={"epochCount": "4"},
    training=TRAINING_DATA,
    validation=VALIDATION_DATA,
    output_uri="s3://artifacts/runs/demo/x/training/",
    cost=CostEstimate(
        epochs=4,
        training_price_per_1k_tokens=Price(
            usd=0.001, source="this environment", as_of="2026-08-01"
        ),
        training_usd=1.6,
        cautious_training_usd=3.2,
        storage_price_per_month=Price(usd=1.95, source="AWS price list", as_of="2026-08-02"),
        total_usd=3.55,
        cautious_total_usd=5.15,
        budget_usd=25.0,
    ),
    warnings=["The price is set by this environment."],
)

JOB_ID = "abcdefghijkl"

TRAINED = TrainedModel(
    job_arn=f"arn:aws:bedrock:us-east-1:111122223333:model-customization-job/base/{JOB_ID}",
    job_name="bc-dev-demo-run-1-0123456789-a1",
    model_arn="arn:aws:bedrock:us-east-1:111122223333:custom-model/base/mnopqrstuvwx",
    model_name="bc-dev-demo-run-1-0123456789-a1",
    output_uri="s3://artifacts/runs/demo/x/training/",
    started_at="2026-08-21T10:00:00+00:00",
    ended_at="2026-08-21T11:05:30+00:00",
    attempt=1,
)


def went(
    training: Sequence[float], validation: Sequence[float] = (), steps: int = STEPS
) -> Training:
    """Return a run whose epochs had these mean training losses and these validation losses.

    Within an epoch the loss falls evenly around its mean, as it does when a model learns.
    """
    curve, held_out = Losses(), Losses()
    for epoch, loss in enumerate(training):
        for step in range(steps):
            slope = 0.02 * loss * (0.5 - (step + 0.5) / steps)
            curve.add(epoch, epoch * steps + step, loss + slope)
    for epoch, loss in enumerate(validation):
        held_out.add(epoch, (epoch + 1) * steps - 1, loss)
    return training_of(curve, held_out if validation else None)
