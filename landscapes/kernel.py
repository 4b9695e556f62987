"""The C-callable signatures that kernels are compiled to.

Kernels take raw pointers, as a C callback does. Numba passes an array by value, seven words each,
which costs more than a 2-D step itself: 28 ns a step with arrays, 10 ns with pointers, 8 ns for the
same loop inlined in C. Indexing a pointer reads as indexing an array; its length travels beside it.
"""

from collections.abc import Callable
from typing import Any

from numba import cfunc, types
from numba.core.ccallback import CFunc
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
