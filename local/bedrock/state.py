"""What exists in the stand-in, kept for ever for the ledger."""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from typing import TypeVar

from local.bedrock.capacity import Capacity
from local.bedrock.errors import ResourceNotFoundException
from local.bedrock.things import CustomModel, Job, Scope, Usage

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"

C = TypeVar("C", bound=Capacity)


class Store:
    """All things of all accounts and Regions; hold `lock` to read or change several."""

    def __init__(self, seed: int) -> None:
        self.lock = threading.RLock()
        self.jobs: dict[str, Job] = {}
        self.models: dict[str, CustomModel] = {}
        self.capacity: dict[str, Capacity] = {}
        self.tokens: dict[tuple[Scope, str], str] = {}
        self.usage: dict[str, Usage] = {}
        """Of what answered, by its ARN."""
        self._seed = seed
        self._ids = 0

    def new_id(self) -> str:
        """Return 12 characters that follow from the seed and the count of ids before."""
        with self.lock:
            self._ids += 1
            digest = hashlib.sha256(f"{self._seed}:{self._ids}".encode()).digest()
        return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:12])

    def count_tokens(self, arn: str, used: Mapping[str, int]) -> None:
        """Add an answer to what a model has used."""
        with self.lock:
            usage = self.usage.setdefault(arn, Usage())
            usage.answers += 1
            usage.input_tokens += used["inputTokens"]
            usage.output_tokens += used["outputTokens"]

    def jobs_in(self, scope: Scope) -> Iterator[Job]:
        """Yield the jobs of an account and Region, the oldest first."""
        return (job for job in list(self.jobs.values()) if job.scope == scope)

    def models_in(self, scope: Scope) -> Iterator[CustomModel]:
        """Yield the models that exist in an account and Region, the oldest first."""
        models = list(self.models.values())
        return (model for model in models if model.job.scope == scope and not model.deleted)

    def capacity_in(self, scope: Scope, kind: type[C]) -> list[C]:
        """Return what of a kind exists in an account and Region, the oldest first."""
        return [
            one
            for one in list(self.capacity.values())
            if isinstance(one, kind) and one.scope == scope and not one.deleted
        ]

    def things_in(self, scope: Scope) -> list[Job | CustomModel | Capacity]:
        """Return all that has a name, an ARN and tags in an account and Region."""
        capacity = self.capacity_in(scope, Capacity)
        return [*self.jobs_in(scope), *self.models_in(scope), *capacity]

    def clear(self) -> None:
        """Forget everything and let running jobs end unseen."""
        with self.lock:
            for job in self.jobs.values():
                job.stop.set()
            for things in (self.jobs, self.models, self.capacity, self.tokens, self.usage):
                things.clear()

    def job(self, scope: Scope, identifier: str) -> Job:
        """Return the job with a name or ARN.

        Raises:
            ResourceNotFoundException: There is none here.
        """
        for job in self.jobs_in(scope):
            if identifier in {job.arn, job.name}:
                return job
        raise ResourceNotFoundException(f"Could not find the customization job {identifier}")

    def model(self, scope: Scope, identifier: str) -> CustomModel:
        """Return the custom model with a name or ARN.

        Raises:
            ResourceNotFoundException: There is none here, or none any more.
        """
        for model in self.models_in(scope):
            if identifier in {model.arn, model.name}:
                return model
        raise ResourceNotFoundException(f"Could not find the custom model {identifier}")

    def serving(self, scope: Scope, kind: type[C], identifier: str) -> C:
        """Return the deployment or throughput with a name or ARN.

        Raises:
            ResourceNotFoundException: There is none here, or none any more.
        """
        for one in self.capacity_in(scope, kind):
            if identifier in {one.arn, one.name}:
                return one
        raise ResourceNotFoundException(f"Could not find {identifier}")
