"""Where the contracts of a chain are: the record that a deployment leaves."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eth_utils.address import is_address, to_checksum_address
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from evershare.client.errors import NotDeployed

RECORD_VARIABLE = "EVERSHARE_DEPLOYMENT"
DIRECTORY = Path("deployments")


class _Contract(BaseModel):
    model_config = ConfigDict(extra="ignore")

    address: str
    block: int = Field(default=0, ge=0)

    @field_validator("address")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if not is_address(value):
            raise ValueError(f"{value} is no address")
        return str(to_checksum_address(value))


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    chain_id: int = Field(alias="chainId", gt=0)
    contracts: dict[str, _Contract]


@dataclass(frozen=True)
class Deployment:
    """The contracts of one chain by name, and the block from which their events count."""

    chain_id: int
    addresses: Mapping[str, str]
    first_block: int = 0
    source: str = field(default="", compare=False)

    @classmethod
    def read(cls, path: Path | str) -> Deployment:
        """The record of a file. NotDeployed says what is wrong with it, and what helps."""
        path = Path(path)
        try:
            record = _Record.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise NotDeployed(
                f"there is no deployment record {path}: deploy first, or name the record with --deployment "
                f"or the variable {RECORD_VARIABLE}"
            ) from None
        except OSError as error:
            raise NotDeployed(f"the deployment record {path} cannot be read: {error.strerror}") from None
        except (UnicodeDecodeError, json.JSONDecodeError):
            raise NotDeployed(f"the deployment record {path} is no JSON: write it again by deploying") from None
        except ValidationError as error:
            first: Any = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise NotDeployed(f"the deployment record {path} is damaged at {where}: {first['msg']}") from None
        return cls(
            record.chain_id,
            {name: contract.address for name, contract in record.contracts.items()},
            min((contract.block for contract in record.contracts.values()), default=0),
            str(path),
        )

    @classmethod
    def of_chain(cls, chain_id: int) -> Deployment:
        """The record that EVERSHARE_DEPLOYMENT names, or deployments/<chainId>.json of the folder we are in."""
        named = os.environ.get(RECORD_VARIABLE)
        return cls.read(named or DIRECTORY / f"{chain_id}.json")

    def address(self, contract: str) -> str:
        """Where a contract is. NotDeployed if the record does not know it."""
        try:
            return self.addresses[contract]
        except KeyError:
            raise NotDeployed(
                f"{contract} is not in the deployment record {self.source}: it is of another version"
            ) from None
