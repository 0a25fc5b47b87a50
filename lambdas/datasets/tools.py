"""Tools in a Converse record: their descriptions, calls and results.

https://docs.aws.amazon.com/nova/latest/nova2-userguide/nova-data-prep-sft-2.html
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolConfiguration.html
"""

from lambdas.datasets.reading import JsonObject, Reading
from lambdas.datasets.rules import Rule

STATUSES = ("success", "error")


class Tools:
    """The tools of one record, as they are described, called and answered."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._described: set[str] = set()
        self._called: set[str] = set()
        self._answered: set[str] = set()

    def read_config(self, value: object) -> None:
        """Read `toolConfig`."""
        where = "toolConfig"
        config = self._reading.object(value, where, ("tools",), ("toolChoice",))
        if config is None:
            return
        if config["tools"] == []:
            self._add(f"no tools at {where}", "at least one")
        for there, tool in self._reading.items(config["tools"], "tools", where):
            self._read_tool(tool, there)
        self._reading.json(config)

    def read_use(self, value: object, where: str) -> None:
        """Read a call, which the model learns to make."""
        use = self._reading.object(value, where, ("toolUseId", "name", "input"))
        if use is None:
            return
        if self._is_named(use, "name", where) and use["name"] not in self._described:
            self._add(f"a call of a tool that toolConfig lacks at {where}", "a described tool")
        if self._is_named(use, "toolUseId", where):
            self._once(use["toolUseId"], self._called, f"an earlier call's toolUseId at {where}")
        if self._reading.is_a(dict, use["input"], "input", where):
            self._reading.json({"name": use["name"], "input": use["input"]}, learned=True)

    def read_result(self, value: object, where: str) -> None:
        """Read the result of a call."""
        result = self._reading.object(value, where, ("toolUseId", "content"), ("status",))
        if result is None:
            return
        if self._is_named(result, "toolUseId", where):
            if result["toolUseId"] not in self._called:
                self._add(f"a result of no call before it at {where}", "the toolUseId of a call")
            self._once(result["toolUseId"], self._answered, f"a second result at {where}")
        self._reading.word(result.get("status", STATUSES[0]), STATUSES, "status", where)
        if result["content"] == []:
            self._add(f"no content at {where}", "text or json")
        for there, block in self._reading.items(result["content"], "content", where):
            self._read_content(block, there)

    def _read_content(self, value: object, where: str) -> None:
        block = self._reading.object(value, where, (), ("text", "json"))
        if block is None:
            return
        if len(block) != 1:
            self._add(f"{len(block)} kinds of content at {where}", "either text or json")
        elif "json" in block:
            self._reading.json(block["json"])
        elif "text" in block and self._reading.is_a(str, block["text"], "text", where):
            self._reading.text(block["text"])

    def _read_tool(self, value: object, where: str) -> None:
        tool = self._reading.object(value, where, ("toolSpec",))
        inside, members = f"{where}.toolSpec", ("name", "description", "inputSchema")
        spec = tool and self._reading.object(tool["toolSpec"], inside, members)
        if not spec:
            return
        self._is_named(spec, "description", inside)
        if self._is_named(spec, "name", inside):
            self._once(spec["name"], self._described, f"an earlier tool's name at {inside}")
        there = f"{inside}.inputSchema"
        outer = self._reading.object(spec["inputSchema"], there, ("json",))
        schema = outer["json"] if outer else {}
        if outer and self._reading.is_a(dict, schema, "json", there) and "type" not in schema:
            self._add(f"a schema without a type at {there}", "a JSON Schema")

    def _is_named(self, value: JsonObject, key: str, where: str) -> bool:
        """Tell whether a member is text that says something; note it if not."""
        text = value[key]
        if not self._reading.is_a(str, text, key, where):
            return False
        if not text or text.isspace():
            self._add(f"an empty {key} at {where}", "text that says something")
            return False
        return True

    def _once(self, name: str, seen: set[str], given: str) -> None:
        if name in seen:
            self._add(given, "each once")
        seen.add(name)

    def _add(self, given: str, allowed: str) -> None:
        self._reading.add(Rule.TOOLS, given, allowed)
