"""Toy graphs in every layout that exports of the last years have: element types, shapes of the timestep, old names, faults.

The toy model is a few operators in the folder layout of Stable Diffusion. All sound variants compute the same, so a reader that binds by
name and casts to what each graph declares gets the same picture from all of them. The tests add tokenizer and scheduler of the default
model.
"""
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HIDDEN = 8
TYPES = {'float32': TensorProto.FLOAT, 'float16': TensorProto.FLOAT16, 'bfloat16': TensorProto.BFLOAT16, 'float64': TensorProto.DOUBLE,
         'int32': TensorProto.INT32, 'int64': TensorProto.INT64}

VARIANTS = {
    'base': {},
    'timestep_scalar_float': dict(timestep=('float32', [])),
    'timestep_scalar_int': dict(timestep=('int64', [])),
    'timestep_batch_float': dict(timestep=('float32', ['batch'])),
    'timestep_batch_half': dict(timestep=('float16', ['batch'])),
    'timestep_double': dict(timestep=('float64', [1])),
    'ids_int32': dict(ids='int32'),
    'float16': dict(kind='float16'),
    'bfloat16': dict(kind='bfloat16'),
    'old_names': dict(encoder_output='latent_sample'),
    'fault_extra_input': dict(extra_input=True),
    'fault_nan_unet': dict(nan='unet'),
    'fault_nan_vae': dict(nan='vae'),
}


class Graph:
    """Collects nodes; computes in float32 between inputs and outputs of any type."""

    def __init__(self):
        self.nodes, self.inputs, self.outputs, self.constants, self.count = [], [], [], [], 0

    def op(self, kind, *inputs, **attributes):
        self.count += 1
        name = f't{self.count}'
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, value, dtype=np.float32):
        name = f'c{len(self.constants)}'
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def input(self, name, kind, shape):
        self.inputs.append(helper.make_tensor_value_info(name, TYPES[kind], shape))
        return self.op('Cast', name, to=TensorProto.FLOAT)

    def output(self, value, name, kind, shape):
        self.nodes.append(helper.make_node('Cast', [value], [name], to=TYPES[kind]))
        self.outputs.append(helper.make_tensor_value_info(name, TYPES[kind], shape))

    def save(self, path):
        graph = helper.make_graph(self.nodes, 'toy', self.inputs, self.outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 20)], ir_version=9)
        onnx.checker.check_model(model, full_check=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, path)


def not_a_number_below(graph, value, probe, limit):
    """Adds sqrt(min(probe - limit, 0)): zero at and above the limit, NaN below it."""
    below = graph.op('Min', graph.op('Sub', probe, graph.constant(limit)), graph.constant(0))
    return graph.op('Add', value, graph.op('Sqrt', below))


def text_encoder(v):
    g = Graph()
    ids = g.input('input_ids', v.get('ids', 'int64'), ['batch', 32])
    angles = g.op('Mul', g.op('Unsqueeze', ids, g.constant([2], np.int64)), g.constant(np.linspace(0.1, 1.7, HIDDEN)))
    g.output(g.op('Sin', angles), 'last_hidden_state', v.get('kind', 'float32'), ['batch', 32, HIDDEN])
    return g


def unet(v):
    g, kind = Graph(), v.get('kind', 'float32')
    sample = g.input('sample', kind, ['batch', 4, 'height', 'width'])
    timestep = g.input('timestep', *v.get('timestep', ('int64', [1])))
    text = g.input('encoder_hidden_states', kind, ['batch', 'sequence', HIDDEN])
    if v.get('extra_input'):
        g.input('text_embeds', kind, ['batch', HIDDEN])
    wave = g.op('Reshape', g.op('Sin', g.op('Mul', timestep, g.constant(0.01))), g.constant([-1, 1, 1, 1], np.int64))
    mean = g.op('Unsqueeze', g.op('ReduceMean', text, g.constant([1, 2], np.int64), keepdims=1), g.constant([3], np.int64))
    out = g.op('Add', g.op('Mul', sample, g.constant(0.7)), g.op('Add', g.op('Mul', wave, g.constant(0.1)), mean))
    if v.get('nan') == 'unet':
        out = not_a_number_below(g, out, g.op('Reshape', timestep, g.constant([-1, 1, 1, 1], np.int64)), 500)
    g.output(out, 'out_sample', kind, ['batch', 4, 'height', 'width'])
    return g


def vae_decoder(v):
    g, kind = Graph(), v.get('kind', 'float32')
    latent = g.input('latent_sample', kind, ['batch', 4, 'latent_height', 'latent_width'])
    colours = g.op('Slice', latent, g.constant([0], np.int64), g.constant([3], np.int64), g.constant([1], np.int64))
    image = g.op('Resize', colours, '', g.constant([1, 1, 8, 8]), mode='nearest')
    if v.get('nan') == 'vae':
        image = not_a_number_below(g, image, image, 1000)
    g.output(image, 'sample', kind, ['batch', 3, 'height', 'width'])
    return g


def vae_encoder(v):
    g, kind = Graph(), v.get('kind', 'float32')
    image = g.input('sample', kind, ['batch', 3, 'height', 'width'])
    small = g.op('AveragePool', image, kernel_shape=[8, 8], strides=[8, 8])
    mean = g.op('Concat', small, g.op('ReduceMean', small, g.constant([1], np.int64), keepdims=1), axis=1)
    name = v.get('encoder_output', 'latent_parameters')
    if name == 'latent_parameters':
        mean = g.op('Concat', mean, g.op('Sub', g.op('Mul', mean, g.constant(0)), g.constant(60)), axis=1)  # hardly any variance
    g.output(mean, name, kind, ['batch', 'channels', 'latent_height', 'latent_width'])
    return g


def write(out_dir):
    """Writes one folder for each variant."""
    for name, variant in VARIANTS.items():
        folder = Path(out_dir) / 'layouts' / name
        for part in (text_encoder, unet, vae_decoder, vae_encoder):
            part(variant).save(folder / part.__name__ / 'model.onnx')
        write_json(folder / 'model_index.json', _class_name='StableDiffusionPipeline', _diffusers_version='0.42.1')
        write_json(folder / 'unet' / 'config.json', in_channels=4, sample_size=8)
        write_json(folder / 'vae_decoder' / 'config.json', latent_channels=4, scaling_factor=1.0, block_out_channels=[1, 1, 1, 1])


def write_json(path, **values):
    path.write_text(json.dumps(values, indent=2) + '\n')
