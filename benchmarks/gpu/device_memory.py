"""The most memory of a device that a process takes, from NVIDIA's management library, which comes with the driver."""

import ctypes
from pathlib import Path


class Memory(ctypes.Structure):
    _fields_ = [("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong)]


class Process(ctypes.Structure):
    """nvmlProcessInfo_t of nvmlDeviceGetComputeRunningProcesses_v3."""

    _fields_ = [("pid", ctypes.c_uint), ("used", ctypes.c_ulonglong), ("gpu", ctypes.c_uint), ("compute", ctypes.c_uint)]


UNKNOWN = 2**64 - 1  # NVML_VALUE_NOT_AVAILABLE


class DeviceMemory:
    """
    Looks at the device, numbered as NVML does, which is also CUDA's order with CUDA_DEVICE_ORDER=PCI_BUS_ID. Where the process is not
    found by its number, as in a container, what counts is how much more of the device is taken than before it: nothing else may run there.
    """

    def __init__(self, index: int):
        self._library, self._device = None, ctypes.c_void_p()
        self._by_process = self._by_device = self._resident = 0
        try:
            library = ctypes.CDLL("libnvidia-ml.so.1")
        except OSError:
            return
        if library.nvmlInit_v2() == 0 and library.nvmlDeviceGetHandleByIndex_v2(ctypes.c_uint(index), ctypes.byref(self._device)) == 0:
            self._library = library
            self._before = self._used()

    def look(self, pid: int) -> None:
        self._resident = max(self._resident, resident_peak(pid))
        if self._library is None:
            return
        self._by_device = max(self._by_device, self._used() - self._before)
        count, processes = ctypes.c_uint(64), (Process * 64)()
        if self._library.nvmlDeviceGetComputeRunningProcesses_v3(self._device, ctypes.byref(count), processes) == 0:
            own = [p.used for p in processes[: count.value] if p.pid == pid and p.used != UNKNOWN]
            self._by_process = max(self._by_process, *own, 0)

    def result(self) -> dict:
        result = {"peak_resident_bytes": self._resident}
        if self._library is not None:
            result |= {
                "peak_device_bytes": self._by_process or self._by_device,
                "peak_device_by": "process" if self._by_process else "difference of the device",
            }
        return result

    def _used(self) -> int:
        memory = Memory()
        self._library.nvmlDeviceGetMemoryInfo(self._device, ctypes.byref(memory))
        return memory.used


def resident_peak(pid: int) -> int:
    """The most that a process has had of the machine's memory, as Linux keeps it; 0 elsewhere."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)
