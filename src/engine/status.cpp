#include "kernels/strict_math.hpp"

#include "rheobase/rheobase.h"

extern "C" const char* rheo_status_text(rheo_status status) {
  switch (status) {
    case RHEO_OK: return "no error";
    case RHEO_E_NULL: return "a required pointer is null";
    case RHEO_E_IMAGE_TRUNCATED: return "the image is cut short";
    case RHEO_E_IMAGE_MAGIC: return "not a Rheobase image";
    case RHEO_E_IMAGE_VERSION: return "the image is of another format version";
    case RHEO_E_IMAGE_CHECKSUM: return "the image is damaged: wrong checksum";
    case RHEO_E_IMAGE_MALFORMED: return "a value in the image is out of range or contradicts another";
    case RHEO_E_IMAGE_MISALIGNED: return "the image is not on a 64-byte boundary";
    case RHEO_E_MEMORY_TOO_SMALL: return "the memory is smaller than its size";
    case RHEO_E_MEMORY_MISALIGNED: return "the memory is not on the boundary it needs";
    case RHEO_E_UNSUPPORTED: return "the image needs a part that this build leaves out";
    case RHEO_E_TARGET: return "no such SIMD target on this machine";
    case RHEO_E_RANGE: return "a number or value outside its range";
    case RHEO_E_NO_INPUT: return "the population takes no such input: say `input = true`, or external";
    case RHEO_E_NOT_A_NUMBER: return "a value is not a number: refused";
    case RHEO_E_OPTION: return "an option is outside its range";
    case RHEO_E_ROUNDING: return "floats do not round to nearest in this thread";
    case RHEO_E_THREADS: return "no such thread: an engine has 1 to 64, numbered from 0";
    case RHEO_E_OVERLAP: return "the memory overlaps the image or memory in use";
    case RHEO_E_ENCODED: return "another encoder sets the currents of these neurons";
    case RHEO_E_BUFFER_TOO_SMALL: return "the buffer is too small";
    case RHEO_E_SNAPSHOT_TRUNCATED: return "the snapshot is cut short";
    case RHEO_E_SNAPSHOT_MAGIC: return "not a snapshot";
    case RHEO_E_SNAPSHOT_VERSION: return "the snapshot is of another format version";
    case RHEO_E_SNAPSHOT_CHECKSUM: return "the snapshot is damaged: wrong checksum";
    case RHEO_E_SNAPSHOT_MALFORMED: return "the snapshot holds no state of this network";
    case RHEO_E_SNAPSHOT_IMAGE: return "the snapshot was taken with another image";
    case RHEO_E_LAYOUT: return "the image has another layout than the one to replace";
    case RHEO_E_LOG_TRUNCATED: return "the log record is cut short";
    case RHEO_E_LOG_CHECKSUM: return "the log record is damaged: wrong checksum";
    case RHEO_E_LOG_MALFORMED: return "not a log record";
    case RHEO_E_LOG_VERSION: return "the log record is of another format version";
    case RHEO_E_NAME: return "nothing has this name";
    case RHEO_E_NO_GAIN: return "the projection has no `max_gain`";
    case RHEO_E_NO_LEARNING: return "the projection has no such `plasticity`";
    default: return "unknown status";
  }
}
