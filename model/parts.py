"""Functions that are compiled as parts of others.

Numba optimises every function by itself and again in each function that calls it: five calls deep, the same code is
optimised five times. A part is lowered once and left alone until the rule or entry that it belongs to is optimised as
a whole. Written against Numba 0.61 to 0.68; `tests/test_compiling.py` says what is relied on.
"""

from __future__ import annotations

import ctypes
from typing import Any

from numba.core import codegen, compiler, typed_passes
from numba.core.compiler_machinery import AnalysisPass, register_pass


class _Nowhere:
    """A code generator whose code has no address yet, so that its environment can be put nowhere."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def set_env(self, name: str, environment: Any) -> None:
        """Leave the environment out: only exceptions and Python objects need it, and rules have none."""


class PartLibrary(codegen.JITCodeLibrary):
    """Code that is only ever linked into other code: neither optimised nor made executable."""

    @property
    def codegen(self) -> Any:
        """See `_Nowhere`."""
        return _Nowhere(self._codegen)

    def finalize(self) -> None:
        """Take in what this part calls."""
        self._raise_if_finalized()
        for library in dict.fromkeys(self._linking_libraries):
            self._reload_init.update(library._reload_init)
            self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        self._finalized = True
        self._finalize_dynamic_globals()

    def get_pointer_to_function(self, name: str) -> int:
        """What Python calls in place of a part."""
        return _REFUSE


# Sets a TypeError and gives nothing back, whatever it is called with: only compiled code calls a part.
_REFUSE = ctypes.cast(ctypes.pythonapi.PyErr_BadArgument, ctypes.c_void_p).value or 0


@register_pass(mutates_CFG=False, analysis_only=True)
class AsPart(AnalysisPass):
    """Lower the function into a part."""

    _name = "samspil_as_part"

    def __init__(self) -> None:
        AnalysisPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Say where the code goes and that Python does not call it."""
        state.library = PartLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_cpython_wrapper = True
        state.flags.no_cfunc_wrapper = True
        return False


class Part(compiler.CompilerBase):
    """Numba's own passes, and `AsPart` before the last of them."""

    def define_pipelines(self) -> list[Any]:
        """The passes."""
        passes = compiler.DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes._finalized = False
        passes.add_pass_after(AsPart, typed_passes.IRLegalization)
        passes.finalize()
        return [passes]
