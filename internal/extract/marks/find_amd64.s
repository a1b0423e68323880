#include "textflag.h"

// MARK writes a bit for each of the 64 bytes in Y3 and Y4 that is the one in
// all of Y, to a place behind DI.
#define MARK(Y, place) \
	VPCMPEQB  Y, Y3, Y5; \
	VPCMPEQB  Y, Y4, Y6; \
	VPMOVMSKB Y5, AX; \
	VPMOVMSKB Y6, BX; \
	SHLQ      $32, BX; \
	ORQ       BX, AX; \
	MOVQ      AX, place(DI)

// BYTES fills Y with one byte.
#define BYTES(byte, X, Y) \
	MOVL         $byte, AX; \
	MOVD         AX, X; \
	VPBROADCASTB X, Y

// func findAVX2(dst *Stretch, src *byte, n int) (nul int)
TEXT ·findAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	BYTES(0x2c, X0, Y0) // comma
	BYTES(0x0a, X1, Y1) // line feed
	BYTES(0x22, X2, Y2) // quotation mark
	VPCMPEQB Y7, Y7, Y7 // the least byte of each column so far

stretch:
	VMOVDQU (SI), Y3
	VMOVDQU 32(SI), Y4
	VPMINUB Y3, Y7, Y7
	VPMINUB Y4, Y7, Y7
	MARK(Y0, 0)
	MARK(Y1, 8)
	MARK(Y2, 16)
	ADDQ    $64, SI
	ADDQ    $24, DI
	DECQ    CX
	JNZ     stretch
	VPXOR     Y0, Y0, Y0
	VPCMPEQB  Y0, Y7, Y7
	VPMOVMSKB Y7, AX
	MOVQ      AX, nul+24(FP)
	VZEROUPPER
	RET

// PLACE writes the place of the lowest bit of AX, and takes the bit away.
#define PLACE(k) \
	TZCNTQ AX, R10; \
	BLSRQ  AX, AX; \
	ADDL   R8, R10; \
	MOVL   R10, (k*4)(R12)

// ROW writes which of the places the lowest bit of BX is.
#define ROW(to) \
	BLSMSKQ BX, R10; \
	ANDQ    AX, R10; \
	POPCNTQ R10, R10; \
	LEAQ    -1(R9)(R10*1), R10; \
	MOVL    R10, (to)

// Twelve places are written whether or not there are as many, and one row: what
// the processor would lose by guessing wrong is more than these in vain.
//
// func flattenBMI(places, rows *int32, at int, base int32, s *Stretch, n int) (nPlaces, nRows int)
TEXT ·flattenBMI(SB), NOSPLIT, $0-64
	MOVQ places+0(FP), DI
	MOVQ rows+8(FP), DX
	MOVQ at+16(FP), R9
	MOVQ s+32(FP), SI
	MOVQ n+40(FP), CX
	MOVL base+24(FP), R8  // where the stretch begins

stretch:
	MOVQ    0(SI), AX
	MOVQ    8(SI), BX
	ORQ     BX, AX
	ROW(DX)
	POPCNTQ BX, R11
	CMPQ    R11, $1
	JHI     rows
	LEAQ    (DX)(R11*4), DX

places:
	LEAQ    (DI)(R9*4), R12
	POPCNTQ AX, R11
	ADDQ    R11, R9
	PLACE(0)
	PLACE(1)
	PLACE(2)
	PLACE(3)
	PLACE(4)
	PLACE(5)
	PLACE(6)
	PLACE(7)
	PLACE(8)
	PLACE(9)
	PLACE(10)
	PLACE(11)
	TESTQ   AX, AX
	JNZ     rest

next:
	ADDL $64, R8
	ADDQ $24, SI
	DECQ CX
	JNZ  stretch
	SUBQ rows+8(FP), DX
	SHRQ $2, DX
	MOVQ R9, nPlaces+48(FP)
	MOVQ DX, nRows+56(FP)
	RET

rows: // several line feeds
	ROW(DX)
	ADDQ  $4, DX
	BLSRQ BX, BX
	JNZ   rows
	JMP   places

rest: // more than twelve places
	ADDQ  $4, R12
	PLACE(11)
	TESTQ AX, AX
	JNZ   rest
	JMP   next
