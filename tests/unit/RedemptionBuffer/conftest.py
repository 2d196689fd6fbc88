from tests.support.buffer import buffer_world

__all__ = ["buffer_world"]
