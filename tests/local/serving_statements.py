"""Which play needs which statement of those who serve models and look after them."""

from lambdas.contract import names, places
from local import deploy
from tests.local import audit_plays, leftovers, machine_plays, provider_plays, serving_plays
from tests.local.case import cases, function, machine
from tests.local.system import TEAM

PREFIX = names.job_name_prefix(deploy.ENVIRONMENT)
PLAYED = f"{PREFIX}{TEAM}-{leftovers.NAME}-"
"""How the names of what plays' runs made begin."""
FINISHED = f"{PREFIX}{TEAM}-finished-"
ALIAS = f"{TEAM}/{leftovers.ALIAS}"

CALLS = {"CallStates": "lambda:InvokeFunction", "Publish": "sns:Publish"}
REMOVING = {
    "ReadCapacity": "bedrock:GetCustomModelDeployment",
    "RemoveCapacity": "bedrock:DeleteCustomModelDeployment",
}
MAKING = {
    "CreateCapacity": "bedrock:CreateCustomModelDeployment",
    "ReadCapacity": "bedrock:GetCustomModelDeployment",
    "ReadCapacityTags": "bedrock:ListTagsForResource",
    "TagCapacity": "bedrock:TagResource",
}

CASES = [
    *cases(
        function("DeployModel"),
        serving_plays.serve,
        {**MAKING, "ArrangeEnd": "scheduler:CreateSchedule"},
    ),
    *cases(
        function("TryModel"),
        serving_plays.serve,
        {"AskModels": "bedrock:InvokeModel", "TakeOnTeam": "sts:AssumeRole"},
    ),
    *cases(function("SettleDeployment"), serving_plays.serve, REMOVING),
    *cases(
        function("SettleDeployment"),
        serving_plays.keep,
        {
            "ReadCapacityTags": "bedrock:ListTagsForResource",
            "SettleCapacity": "bedrock:TagResource",
        },
    ),
    *cases(
        function("PromoteModel"),
        serving_plays.promote,
        {
            **MAKING,
            "CountCapacity": "bedrock:ListCustomModelDeployments",
            "KeepAliases": "s3:GetObject",
            "ProjectAliases": "ssm:PutParameter",
            "ReadExecutions": "states:DescribeExecution",
            "ReadModels": "bedrock:GetCustomModel",
            "RemoveCapacity": "bedrock:DeleteCustomModelDeployment",
            "SwapModels": "bedrock:UpdateCustomModelDeployment",
        },
    ),
    *cases(
        function("RemoveCapacity"),
        serving_plays.remove,
        {
            **REMOVING,
            "ReadCapacityTags": "bedrock:ListTagsForResource",
            "ReadExecutions": "states:DescribeExecution",
        },
    ),
    *cases(
        function("RetireCapacity"),
        serving_plays.retire,
        {
            **REMOVING,
            "ReadExecutions": "states:DescribeExecution",
            "ReadTags": "bedrock:ListTagsForResource",
        },
    ),
    *cases(
        function("RetireCapacity"),
        serving_plays.retire_model,
        {
            "CountCapacity": "bedrock:ListCustomModelDeployments",
            "FindAliases": "s3:ListBucket",
            "ReadAliases": "s3:GetObject",
            "ReadModels": "bedrock:GetCustomModel",
            "RemoveModels": "bedrock:DeleteCustomModel",
        },
    ),
    # The audit goes on after a refusal, and tells what it couldn't do instead of the action.
    *cases(
        function("AuditServing"),
        audit_plays.look,
        {
            "CountCapacity": "list on_demand (AccessDenied",
            "FindAliases": "list aliases (AccessDenied",
            "ListModels": "list models (AccessDenied",
            "ReadAliases": f"read {places.alias_key(TEAM, leftovers.ALIAS)} (AccessDenied",
            "ReadBases": "read amazon.nova-micro",
            "ReadExecutions": f"judge {PLAYED}",
            "ReadProjections": f"read the parameter of {ALIAS} (AccessDenied",
            "ReadTags": f"read the tags of {PLAYED}",
        },
    ),
    *cases(
        function("AuditServing"),
        audit_plays.audit,
        {"AnnounceRemoval": f"retire {FINISHED}", "StartMachines": f"retire {PLAYED}"},
    ),
    *cases(
        function("AuditServing"),
        audit_plays.count_units,
        dict.fromkeys(("CountInvocations", "PutModelUnits"), "count model units (AccessDenied"),
    ),
    *cases(
        function("ProvideCapacity"),
        provider_plays.provide,
        {"StartPromotion": "states:StartExecution"},
    ),
    *cases(
        function("ProvideCapacity"),
        provider_plays.take_back,
        {"ReadAliases": "s3:GetObject", "ReadReached": "ssm:GetParameter"},
    ),
    *cases(
        function("AwaitCapacity"),
        provider_plays.provide,
        {"ReadExecutions": "states:DescribeExecution"},
    ),
    *cases(machine(names.alias_machine_name(deploy.ENVIRONMENT)), machine_plays.withdraw, CALLS),
    *cases(
        machine(names.rollback_machine_name(deploy.ENVIRONMENT, TEAM)),
        machine_plays.roll_back,
        CALLS,
    ),
    *cases(machine(names.retire_machine_name(deploy.ENVIRONMENT)), machine_plays.tell, CALLS),
]
