const polynomial = 0xedb8_8320;
const one = 0x8000_0000;
const eightBits = 0x0080_0000;

/**
 * What a CRC-32 becomes when so many bytes of zero follow, without looking at any. With that, checksums of parts make that of
 * the whole: `crc(A + B) = shift(crc(A), length of B) ^ crc(B)`.
 */
export function shiftCrc32(crc: number, bytes: number): number {
  let shift = one;
  let power = eightBits;
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) shift = times(shift, power);
    power = times(power, power);
  }
  return times(crc, shift);
}

/** The product of two polynomials over one bit, modulo that of CRC-32; the highest bit is the lowest power. */
function times(first: number, second: number): number {
  let product = 0;
  let factor = second;
  for (let bit = one; bit !== 0; bit >>>= 1) {
    if ((first & bit) !== 0) product ^= factor;
    factor = (factor & 1) === 1 ? (factor >>> 1) ^ polynomial : factor >>> 1;
  }
  return product >>> 0;
}
