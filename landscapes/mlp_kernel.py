"""The compiled side of networks: forward and backward passes, activations, dropout masks.

Activations are [unit, sample], so that the innermost loops run over the batch and become vector
instructions.
"""

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, njit, types
from numba.extending import intrinsic

from landscapes.kernel import COMPILE_LOOP, floats, integers, loss_and_grad_kernel

# Where things are in a network's data: n, the number of layers, activation, loss, whether dropout is
# inverted; then the layers' sizes, then p_keep of all but the last, then x [feature, sample], then y.
_N, _LAYERS, _ACTIVATION, _LOSS, _INVERTED, _SIZES = range(6)

# Sums over a batch may be reassociated, which lets them be vector instructions; the test against an
# independent autograd bounds what that changes.
_FAST: dict[str, Any] = COMPILE_LOOP | {"fastmath": {"reassoc", "contract", "nsz"}}

_SHIFTER = 6755399441055744.0  # 1.5 · 2^52: adding it rounds to an integer, found in the lowest bits
_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.693147180369123816490, 1.90821492927058770002e-10


@intrinsic
def _bits(_context: Any, value: types.Float) -> Any:
    """The bits of a float64 as int64."""

    def generate(_target: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.bitcast(given[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def _float(_context: Any, bits: types.Integer) -> Any:
    """The float64 of these bits."""

    def generate(_target: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.bitcast(given[0], ir.DoubleType())

    return types.float64(types.int64), generate


@njit(**COMPILE_LOOP)
def exponentials(values):
    """Values ← e^values in place, for |values| ≤ 700, to about one unit in the last place; NaN stays NaN.

    e^x = 2^k e^r with k = round(x log2 e) and |r| ≤ ln2/2, e^r by its Taylor polynomial of degree 13.
    """
    for i in range(values.size):
        x = values[i]
        shifted = x * _LOG2_E + _SHIFTER
        k = shifted - _SHIFTER
        r = (x - k * _LN2_HIGH) - k * _LN2_LOW
        p = 1.0 / 6227020800.0
        p = p * r + 1.0 / 479001600.0
        p = p * r + 1.0 / 39916800.0
        p = p * r + 1.0 / 3628800.0
        p = p * r + 1.0 / 362880.0
        p = p * r + 1.0 / 40320.0
        p = p * r + 1.0 / 5040.0
        p = p * r + 1.0 / 720.0
        p = p * r + 1.0 / 120.0
        p = p * r + 1.0 / 24.0
        p = p * r + 1.0 / 6.0
        p = p * r + 0.5
        p = p * r + 1.0
        p = p * r + 1.0
        values[i] = p * _float((_bits(shifted) + np.int64(1023)) << np.int64(52))


@njit(**COMPILE_LOOP)
def _activate(values, code):
    """Apply the activation in place."""
    if code == 1:
        for k in range(values.size):
            values[k] = values[k] if values[k] > 0.0 else 0.0
        return
    # tanh z = 1 − 2/(e^(2z) + 1), sigmoid z = 1/(1 + e^(−z)); beyond ±40 both are at their limits in float64.
    factor = 2.0 if code == 0 else -1.0
    for k in range(values.size):
        z = factor * values[k]
        # Written so that NaN stays NaN.
        z = 40.0 if z > 40.0 else z
        values[k] = -40.0 if z < -40.0 else z
    exponentials(values)
    if code == 0:
        for k in range(values.size):
            values[k] = 1.0 - 2.0 / (values[k] + 1.0)
    else:
        for k in range(values.size):
            values[k] = 1.0 / (1.0 + values[k])


@njit(**COMPILE_LOOP)
def kept(seed, layer, unit, p_keep):
    """Whether dropout keeps a unit: the same for the same four numbers (splitmix64)."""
    if p_keep >= 1.0:
        return True
    z = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(layer * 1_000_003 + unit + 1)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) * (1.0 / 9007199254740992.0) < p_keep


@njit(**COMPILE_LOOP)
def _scale_units(values, data, layer, layers, size, m, seed):
    """Dropout of one layer's activations: dropped units to 0, kept ones by 1/p_keep where inverted.

    Without a seed (−1), at test time, units are scaled by p_keep where dropout is not inverted.
    """
    p_keep = data[_SIZES + layers + 1 + layer]
    if p_keep >= 1.0:
        return
    inverted = data[_INVERTED] != 0.0
    for i in range(size):
        if seed < 0:
            scale = 1.0 if inverted else p_keep
        elif kept(seed, layer, i, p_keep):
            scale = 1.0 / p_keep if inverted else 1.0
        else:
            scale = 0.0
        if scale != 1.0:
            for s in range(m):
                values[i * m + s] *= scale


@njit(**_FAST)
def _affine(weights, biases, inputs, outputs, size_in, size_out, m):
    """outputs[j] = b_j + Σ_i w_ij inputs[i], each a row of m."""
    for j in range(size_out):
        bias = biases[j]
        for s in range(m):
            outputs[j * m + s] = bias
    for i in range(size_in):
        for j in range(size_out):
            weight = weights[i * size_out + j]
            for s in range(m):
                outputs[j * m + s] += weight * inputs[i * m + s]


@njit(**COMPILE_LOOP)
def _forward(params, data, activations, m, seed):
    """Fill `activations` behind the inputs, layer after layer; the last layer stays affine."""
    layers, code = int(data[_LAYERS]), int(data[_ACTIVATION])
    at, weight_at = 0, 0
    for layer in range(layers):
        size_in, size_out = int(data[_SIZES + layer]), int(data[_SIZES + layer + 1])
        inputs = activations[at : at + size_in * m]
        _scale_units(inputs, data, layer, layers, size_in, m, seed)
        at += size_in * m
        outputs = activations[at : at + size_out * m]
        bias_at = weight_at + size_in * size_out
        _affine(params[weight_at:bias_at], params[bias_at : bias_at + size_out], inputs, outputs, size_in, size_out, m)
        if layer < layers - 1:
            _activate(outputs, code)
        weight_at = bias_at + size_out


@njit(**COMPILE_LOOP)
def _probabilities(outputs, size, m):
    """Logistic for one output, softmax for several, in place."""
    for s in range(m):
        if size == 1:
            outputs[s] = 1.0 / (1.0 + math.exp(-outputs[s]))
            continue
        top = outputs[s]
        for j in range(1, size):
            top = max(top, outputs[j * m + s])
        total = 0.0
        for j in range(size):
            outputs[j * m + s] = math.exp(outputs[j * m + s] - top)
            total += outputs[j * m + s]
        for j in range(size):
            outputs[j * m + s] /= total


@njit(**COMPILE_LOOP)
def _loss_and_delta(outputs, targets, size, m, code):
    """The mean loss; outputs become its derivative by the affine outputs."""
    loss = 0.0
    if code == 0:
        for k in range(size * m):
            gap = outputs[k] - targets[k]
            loss += gap * gap
            outputs[k] = 2.0 * gap / m
        return loss / m
    for s in range(m):
        if size == 1:  # −log σ(z) and −log(1 − σ(z)) without overflow
            z, y = outputs[s], targets[s]
            loss += max(z, 0.0) - z * y + math.log1p(math.exp(-abs(z)))
        else:
            top = outputs[s]
            for j in range(1, size):
                top = max(top, outputs[j * m + s])
            total, hit = 0.0, 0.0
            for j in range(size):
                total += math.exp(outputs[j * m + s] - top)
                hit += targets[j * m + s] * outputs[j * m + s]
            loss += top + math.log(total) - hit
    _probabilities(outputs, size, m)
    for k in range(size * m):
        outputs[k] = (outputs[k] - targets[k]) / m
    return loss / m


@njit(**_FAST)
def _weight_gradient(inputs, delta, grad, size_in, size_out, m):
    for i in range(size_in):
        for j in range(size_out):
            total = 0.0
            for s in range(m):
                total += inputs[i * m + s] * delta[j * m + s]
            grad[i * size_out + j] = total
    for j in range(size_out):
        total = 0.0
        for s in range(m):
            total += delta[j * m + s]
        grad[size_in * size_out + j] = total


@njit(**_FAST)
def _pull_back(weights, delta, before, size_in, size_out, m):
    """before[i] = Σ_j w_ij delta[j]."""
    for i in range(size_in):
        for s in range(m):
            before[i * m + s] = 0.0
        for j in range(size_out):
            weight = weights[i * size_out + j]
            for s in range(m):
                before[i * m + s] += weight * delta[j * m + s]


@njit(**COMPILE_LOOP)
def _through_activation(delta, outputs, data, layer, layers, size, m, seed):
    """Multiply by the activation's derivative, in terms of its output, and by dropout's scale."""
    code = int(data[_ACTIVATION])
    p_keep = data[_SIZES + layers + 1 + layer]
    for i in range(size):
        scale = 1.0
        if p_keep < 1.0 and seed >= 0:
            scale = (1.0 / p_keep if data[_INVERTED] != 0.0 else 1.0) if kept(seed, layer, i, p_keep) else 0.0
        back = 1.0 / scale if scale != 0.0 else 0.0  # the output as it was before it was scaled
        for s in range(m):
            a = outputs[i * m + s] * back
            if code == 0:
                slope = 1.0 - a * a
            elif code == 1:
                slope = 1.0 if a > 0.0 else 0.0
            else:
                slope = a * (1.0 - a)
            delta[i * m + s] *= slope * scale


@njit(**COMPILE_LOOP)
def _gather(table, rows, n, batch, m, batched, out):
    """Out [row, m] = the batch's columns of table [row, n]."""
    for i in range(rows):
        for s in range(m):
            out[i * m + s] = table[i * n + (batch[s] if batched else s)]


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """The mean loss over a batch and its gradient by backpropagation.

    Where any p_keep < 1, the last index of a batch is the seed of its dropout masks, (4.22) or
    (4.24): one mask for the batch, as in each iteration of figure 4.3.
    """
    n, layers = int(data[_N]), int(data[_LAYERS])
    header = _SIZES + 2 * layers + 1
    units, size, dropping = 0, 0, False
    for layer in range(layers + 1):
        units += int(data[_SIZES + layer])
        if layer < layers:
            size += (int(data[_SIZES + layer]) + 1) * int(data[_SIZES + layer + 1])
            dropping |= data[_SIZES + layers + 1 + layer] < 1.0
    inputs, outputs = int(data[_SIZES]), int(data[_SIZES + layers])
    batched, seed, m = batch_size > 0, -1, n
    if batched:
        m = batch_size - 1 if dropping else batch_size
        if dropping:
            seed = batch[m]
    theta, slopes = carray(params, (size,)), carray(grad, (size,))
    facts = carray(data, (header + (inputs + outputs) * n,))
    indices = carray(batch, (max(batch_size, 1),))
    activations, targets = np.empty(units * m), np.empty(outputs * m)
    _gather(facts[header : header + inputs * n], inputs, n, indices, m, batched, activations)
    _gather(facts[header + inputs * n :], outputs, n, indices, m, batched, targets)
    _forward(theta, facts, activations, m, seed)
    end, weight_end = units * m, size
    loss = _loss_and_delta(activations[end - outputs * m :], targets, outputs, m, int(data[_LOSS]))
    delta = activations[end - outputs * m :]
    end -= outputs * m
    for back in range(layers):
        layer = layers - 1 - back
        size_in, size_out = int(data[_SIZES + layer]), int(data[_SIZES + layer + 1])
        weight_at = weight_end - (size_in + 1) * size_out
        before = activations[end - size_in * m : end]
        _weight_gradient(before, delta, slopes[weight_at:weight_end], size_in, size_out, m)
        if layer > 0:
            pulled = np.empty(size_in * m)
            _pull_back(theta[weight_at:weight_end], delta, pulled, size_in, size_out, m)
            _through_activation(pulled, before, facts, layer, layers, size_in, m, seed)
            delta = pulled
        end -= size_in * m
        weight_end = weight_at
    return loss


@njit(**COMPILE_LOOP)
def predict(params, data, columns, m, seed, out):
    """The network's outputs for inputs [feature, m]: probabilities where the loss is the cross-entropy."""
    layers = int(data[_LAYERS])
    units = 0
    for layer in range(layers + 1):
        units += int(data[_SIZES + layer])
    activations = np.empty(units * m)
    activations[: columns.size] = columns
    _forward(params, data, activations, m, seed)
    outputs = int(data[_SIZES + layers])
    last = activations[(units - outputs) * m :]
    if data[_LOSS] != 0.0:
        _probabilities(last, outputs, m)
    out[:] = last
