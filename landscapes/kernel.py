"""The C-callable signatures that kernels are compiled to, and how compiled code calls them.

Kernels take raw pointers, as a C callback does, and travel as addresses. Numba passes an array by
value, seven words each, and looks up the type of a function argument on every call: a 2-D step took
28 ns with arrays and 14 with first-class functions, where it takes 10 so. Indexing a pointer reads
as indexing an array; its length travels beside it.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import cfunc, types
from numba.core import cgutils
from numba.core.ccallback import CFunc
from numba.core.typing import Signature
from numba.extending import intrinsic

floats = types.CPointer(types.float64)
integers = types.CPointer(types.int64)

# loss_and_grad(params, data, batch, batch_size, grad) -> loss
LOSS_AND_GRAD = types.float64(floats, floats, integers, types.int64, floats)

COMPILE_KERNEL: dict[str, Any] = {"cache": True, "error_model": "numpy"}
# Serial and without the GIL: with parallel=True two request threads abort the process.
COMPILE_LOOP: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}


def loss_and_grad_kernel(function: Callable[..., float]) -> CFunc:
    """Compile `loss_and_grad(params, data, batch, batch_size, grad) -> loss`.

    It writes ∇C(θ) into grad and returns C(θ), over the `batch_size` samples whose indices are in
    `batch`, or over all of them where batch_size is 0. It calls only functions of its own file:
    numba's cache does not notice an edit elsewhere.
    """
    return cfunc(LOSS_AND_GRAD, **COMPILE_KERNEL)(function)


@intrinsic
def address(_context: Any, array: types.Array) -> Any:
    """The pointer to a contiguous array's first element, inside compiled code."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return types.CPointer(array.dtype)(array), generate


def caller(signature: Signature) -> Any:
    """A function `call(address, arguments)` for compiled code: the C function at an address, called.

    `address` is an integer and `arguments` a tuple of exactly the types that `signature` names.
    """

    @intrinsic
    def call(_context: Any, at: types.Integer, arguments: types.BaseTuple) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, given: Any) -> Any:
            values = cgutils.unpack_tuple(builder, given[1])
            values = [
                context.cast(builder, value, had, wanted)
                for value, had, wanted in zip(values, arguments, signature.args, strict=True)
            ]
            nothing = signature.return_type is types.void
            returned = ir.VoidType() if nothing else context.get_value_type(signature.return_type)
            function = ir.FunctionType(returned, [context.get_value_type(kind) for kind in signature.args])
            found = builder.call(builder.inttoptr(given[0], function.as_pointer()), values)
            return context.get_dummy_value() if nothing else found

        return signature.return_type(types.int64, arguments), generate

    return call
